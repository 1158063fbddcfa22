/** What the list can be sorted by; a leading `-` is descending. */
export const customerOrders = [
  "created_at",
  "-created_at",
  "email",
  "-email",
  "name",
  "-name",
  "last_order_at",
  "-last_order_at",
] as const
export type CustomerOrder = (typeof customerOrders)[number]

/** The end of a page: the last row's sort value and id, and the number of rows before the next page. */
export type Cursor = { order: CustomerOrder; value: string; id: string; offset: number }

/** As PostgreSQL writes a `timestamptz`, in ISO style. */
const MOMENT = /^(\d{4,6})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})(?:\.\d{1,6})?[+-](\d{2})(?::(\d{2}))?(?::(\d{2}))?$/

/** The years that both PostgreSQL and JavaScript support. */
const MAX_YEAR = 270_000

/** Whether PostgreSQL accepts a text as a time. `2026-99-99 …` matches the pattern and would fail in the query. */
function isMoment(text: string): boolean {
  if (text === "infinity" || text === "-infinity") {
    return true
  }
  const parts = MOMENT.exec(text)
    ?.slice(1)
    .map((part) => Number(part ?? 0))
  if (!parts) {
    return false
  }
  const [year, month, day, hour, minute, second, offset, offsetMinute, offsetSecond] = parts as number[]
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  const exists = date.getUTCMonth() + 1 === month && date.getUTCDate() === day
  const inBounds =
    Number(year) >= 1 &&
    Number(year) <= MAX_YEAR &&
    Number(hour) <= 23 &&
    Number(offset) <= 15 &&
    [minute, second, offsetMinute, offsetSecond].every((part) => Number(part) <= 59)
  return exists && inBounds
}

/** Opaque to clients; nothing in it is secret. */
export function encodeCursor({ order, value, id, offset }: Cursor): string {
  return Buffer.from(JSON.stringify([order, value, id, offset])).toString("base64url")
}

/** @returns `null` for a text that is no cursor of this list and sort order */
export function decodeCursor(text: string, order: CustomerOrder): Cursor | null {
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(text, "base64url").toString("utf8"))
  } catch {
    return null
  }
  if (!Array.isArray(parts) || parts.length !== 4) {
    return null
  }
  const [given, value, id, offset] = parts as unknown[]
  const valid =
    given === order &&
    customerOrders.includes(order) &&
    typeof value === "string" &&
    typeof id === "string" &&
    !/[\0\p{Cs}]/u.test(value + id) &&
    Number.isSafeInteger(offset) &&
    Number(offset) >= 0 &&
    (!order.endsWith("_at") || isMoment(value))
  return valid ? { order, value, id, offset: Number(offset) } : null
}
