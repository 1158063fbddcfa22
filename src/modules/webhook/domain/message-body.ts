/** The content of a message: ids only (thin), or all fields of the event (full). */
export const payloadForms = ["thin", "full"] as const
export type PayloadForm = (typeof payloadForms)[number]

/** Longest body, in bytes (contract R63). */
export const MAX_BODY_BYTES = 20_480

export type Message = {
  event: string
  subject: string
  sequence: number
  occurred_at: Date
  /** The fields of the event; `livemode: false` among them for test customers. */
  data: Record<string, unknown>
}

/** The fields of a thin message: ids, and lists of ids. */
function idsOf(data: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([field]) => field === "id" || /_ids?$/.test(field)))
}

/**
 * The body of a message. A full message above 20 KB is sent thin, and the receiver reads the rest by the ids.
 *
 * The same message has the same body at every attempt, and for every endpoint of the same form. `livemode` is `false` where
 * all customers of the message are test customers (contract R61).
 */
export function bodyOf({ event, subject, sequence, occurred_at, data }: Message, form: PayloadForm): string {
  const { livemode = true, ...fields } = data
  const write = (some: Record<string, unknown>) =>
    JSON.stringify({ type: event, timestamp: occurred_at.toISOString(), livemode, subject, sequence, data: some })
  const full = form === "full" ? write(fields) : null
  return full !== null && Buffer.byteLength(full) <= MAX_BODY_BYTES ? full : write(idsOf(fields))
}
