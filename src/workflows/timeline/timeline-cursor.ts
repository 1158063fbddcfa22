import { isIsoMoment, isPosition, type Order } from "../../kernel/reading/backwards"

/** The end of a page: the time of its last event, and the last shown position of each source. */
export type TimelineCursor = { at: string; positions: Readonly<Record<string, string>> }

/** Opaque to clients; nothing in it is secret. */
export function encodeTimelineCursor({ at, positions }: TimelineCursor): string {
  return Buffer.from(JSON.stringify([at, positions])).toString("base64url")
}

/**
 * @param orders of the sources, by name
 * @returns `null` for an invalid cursor
 */
export function decodeTimelineCursor(text: string, orders: ReadonlyMap<string, Order>): TimelineCursor | null {
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(text, "base64url").toString("utf8"))
  } catch {
    return null
  }
  if (!Array.isArray(parts) || parts.length !== 2) {
    return null
  }
  const [at, positions] = parts as unknown[]
  if (typeof at !== "string" || !isIsoMoment(at) || typeof positions !== "object" || positions === null) {
    return null
  }
  const valid = Object.entries(positions).every(([name, position]) => {
    const order = orders.get(name)
    return order !== undefined && typeof position === "string" && isPosition(order, position)
  })
  return valid ? { at, positions: positions as Record<string, string> } : null
}
