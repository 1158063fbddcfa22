const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Waits after each failure: eight attempts within 27.6 hours (contract R63, as Svix and Standard Webhooks). */
export const SCHEDULE_MS = [0, 5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR] as const

/** Maximum random part added to a wait, so that a recovered receiver does not get all messages at once. */
const JITTER = 0.2

/** Longest wait that a receiver can request. */
const MAX_RETRY_AFTER_MS = 24 * HOUR

/**
 * Milliseconds until the attempt after the `tries`-th failure; `null` after the last one.
 *
 * @param tries failures so far, 1 for the first
 * @param retryAfterMs the wait that the receiver requested. The actual wait is not shorter, up to a day
 * @param random 0 to 1
 */
export function retryIn(tries: number, retryAfterMs: number | null, random: number): number | null {
  const wait = SCHEDULE_MS[tries]
  if (wait === undefined) {
    return null
  }
  const asked = Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS)
  return Math.max(Math.round(wait * (1 + JITTER * random)), asked)
}

/**
 * Milliseconds of a `Retry-After` header: seconds, or a date (RFC 9110). `null` without the header and for invalid values.
 * At least 0.
 */
export function retryAfterOf(header: string | undefined, now: Date): number | null {
  const text = header?.trim() ?? ""
  if (/^\d{1,9}$/.test(text)) {
    return Number(text) * SECOND
  }
  const at = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime())
}
