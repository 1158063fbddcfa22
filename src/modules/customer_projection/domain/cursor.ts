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

/** Where a page ended: the last row's value of the order, and its id; and how many rows were before the next page. */
export type Cursor = { order: CustomerOrder; value: string; id: string; offset: number }

const MOMENT = /^(-?infinity|\d{4,6}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?[+-]\d{2}(:\d{2}){0,2})$/

/** Opaque to clients; nothing in it is secret. */
export function encodeCursor({ order, value, id, offset }: Cursor): string {
  return Buffer.from(JSON.stringify([order, value, id, offset])).toString("base64url")
}

/** @returns `null` for what this list has not handed out for this order */
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
    (!order.endsWith("_at") || MOMENT.test(value))
  return valid ? { order, value, id, offset: Number(offset) } : null
}
