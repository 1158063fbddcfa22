import { type Database, rows } from "../database"

/** A part of a list that is read from its newest row to older ones. */
export type BackwardsPage = {
  /** The position of the last row that was seen; `null` from the newest. */
  after: string | null
  /** Without `after`: from the newest row of this moment or before it on, ISO 8601. Where the clock went back, a row below it may be later. */
  until: string | null
  limit: number
}

/** A row of such a list. `at` has microseconds: PostgreSQL's, which a `Date` would cut off. */
export type Placed = { at: string; position: string }

/** A moment as text with its microseconds, in UTC. */
export const isoMoment = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/** PostgreSQL has no year 0. */
const MOMENT = String.raw`(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z`
const ISO = new RegExp(`^${MOMENT}$`)

/** Whether a text is a moment as {@link isoMoment} writes it, that exists: there is no 31 February. */
export function isIsoMoment(text: string): boolean {
  return ISO.test(text) && new Date(`${text.slice(0, 10)}T00:00:00Z`).toISOString().startsWith(text.slice(0, 10))
}

/** How a list is ordered: by a number that rises, or by a moment and then an id. */
export type Order = "number" | "moment"

/** Whether a text can be a position in a list of this order: what no page has handed out may not fail in a query. */
export function isPosition(order: Order, text: string): boolean {
  if (order === "number") {
    return /^\d{1,15}$/.test(text)
  }
  const [at = "", id = ""] = [text.slice(0, 27), text.slice(28)]
  return isIsoMoment(at) && text[27] === " " && /^[\w:-]{1,200}$/.test(id)
}

type Source = {
  /** What is selected beside `at` and `position`. */
  select: string
  /** Tables with their joins. */
  from: string
  /** What of them the list is; at least one condition. */
  where: string
  bindings: readonly unknown[]
  /** The column of the moment, and the one that tells rows apart: in an index of the tables, after what `where` compares. */
  at: string
  id: string
  order: Order
}

/** Reads a page of a list, newest first: at most `limit` rows by one index, whatever the list's length. */
export async function readBackwards<Row extends Placed>(
  db: Database,
  { select, from, where, bindings, at, id, order }: Source,
  { after, until, limit }: BackwardsPage,
): Promise<Row[]> {
  const isNumber = order === "number"
  const conditions = [where]
  const values = [...bindings]
  if (after !== null) {
    conditions.push(isNumber ? `${id} < ?::bigint` : `(${at}, ${id}) < (?::timestamptz, ?)`)
    values.push(...(isNumber ? [after] : [after.slice(0, 27), after.slice(28)]))
  } else if (until !== null && isNumber) {
    conditions.push(
      `${id} <= (select ${id} from ${from} where ${where} and ${at} <= ?::timestamptz order by ${id} desc limit 1)`,
    )
    values.push(...bindings, until)
  } else if (until !== null) {
    conditions.push(`${at} <= ?::timestamptz`)
    values.push(until)
  }
  return rows<Row>(
    db,
    `select ${select}, ${isoMoment(at)} as at, ${isNumber ? `${id}::text` : `${isoMoment(at)} || ' ' || ${id}`} as position
     from ${from} where ${conditions.join(" and ")}
     order by ${isNumber ? `${id} desc` : `${at} desc, ${id} desc`} limit ?`,
    [...values, limit],
  )
}
