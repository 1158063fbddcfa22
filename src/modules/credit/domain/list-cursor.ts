/** The end of a page of a list over all accounts: the last row's sort value and id. */
export type ListCursor = { value: string; id: string }

const NUMBER = /^-?\d{1,25}(\.\d{1,25})?$/
/** PostgreSQL has no year 0. */
const DAY = /^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

/** Opaque to clients; nothing in it is secret. */
export function encodeListCursor({ value, id }: ListCursor): string {
  return Buffer.from(JSON.stringify([value, id])).toString("base64url")
}

/** @returns `null` for a text that is no cursor of such a list */
export function decodeListCursor(text: string, values: "number" | "day"): ListCursor | null {
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(text, "base64url").toString("utf8"))
  } catch {
    return null
  }
  const [value, id] = Array.isArray(parts) && parts.length === 2 ? (parts as unknown[]) : []
  if (typeof value !== "string" || typeof id !== "string" || /[\0\p{Cs}]/u.test(id)) {
    return null
  }
  const fits = values === "number" ? NUMBER.test(value) : DAY.test(value) && exists(value)
  return fits ? { value, id } : null
}

/** 30 February matches the pattern and is no day. */
const exists = (day: string) => {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}
