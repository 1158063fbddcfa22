import { type Database, rows } from "../database"

/** A page of a list that is read from the newest row to older ones. */
export type BackwardsPage = {
  /** The position of the last row of the previous page; `null` for the first page. */
  after: string | null
  /**
   * Without `after`: starts at the newest row of this time or earlier, ISO 8601. If the clock went back, a following row
   * can be later.
   */
  until: string | null
  limit: number
}

/** A row of such a list. `at` has PostgreSQL's microseconds, which a `Date` would lose. */
export type Placed = { at: string; position: string }

/** A time as text with microseconds, in UTC. */
export const isoMoment = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/** PostgreSQL has no year 0. */
const MOMENT = String.raw`(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z`
const ISO = new RegExp(`^${MOMENT}$`)

/** Whether a text is an existing time in the format of {@link isoMoment}. There is no 31 February. */
export function isIsoMoment(text: string): boolean {
  return ISO.test(text) && new Date(`${text.slice(0, 10)}T00:00:00Z`).toISOString().startsWith(text.slice(0, 10))
}

/** The order of a list: by an increasing number, or by time and then id. */
export type Order = "number" | "moment"

/** Whether a text is a valid position in a list of this order. An invalid one must not fail in a query. */
export function isPosition(order: Order, text: string): boolean {
  if (order === "number") {
    return /^\d{1,15}$/.test(text)
  }
  const [at = "", id = ""] = [text.slice(0, 27), text.slice(28)]
  return isIsoMoment(at) && text[27] === " " && /^[\w:-]{1,200}$/.test(id)
}

type Source = {
  /** The selected columns beside `at` and `position`. */
  select: string
  /** Tables with their joins. */
  from: string
  /** The conditions of the list, at least one. */
  where: string
  bindings: readonly unknown[]
  /** The column of the time, and the one that breaks ties. An index has both after the columns of `where`. */
  at: string
  id: string
  order: Order
}

/** Reads a page of a list, newest first: at most `limit` rows by one index, for any length of the list. */
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
