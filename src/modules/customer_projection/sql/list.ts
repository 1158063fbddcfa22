import { type Database, type IdsStatement, rows } from "../../../kernel/database"
import { clienteleError } from "../../../kernel/errors"
import { canonicalMailbox } from "../../../kernel/mailbox"
import { decodeCursor, encodeCursor } from "../domain/cursor"
import { digitsOf, type Pattern, searchPatterns } from "../domain/search"
import type { CustomerFilters, CustomerOrder, CustomerPage, CustomerPageRequest } from "../types"
import { MAX_EXACT_COUNT } from "../types"

/** `planned`: the same for an estimate, where PostgreSQL must know how many rows it finds. */
type Condition = { sql: string; bindings: unknown[]; planned?: string }

/** The column of each sort order, and its type. The customer's id breaks ties. */
const SORTED_BY: Record<string, { column: string; type: string }> = {
  created_at: { column: "created_at", type: "timestamptz" },
  email: { column: "email_key", type: "text" },
  name: { column: "name_key", type: "text" },
  last_order_at: { column: "last_order_at", type: "timestamptz" },
}

const COMPARED = { gte: ">=", gt: ">", lte: "<=", lt: "<" } as const

/** One page of live customers, their number, and the cursor of the next page (contract R10). */
export async function readPage(
  db: Database,
  filters: CustomerFilters,
  request: CustomerPageRequest,
): Promise<CustomerPage> {
  const where = conditionsOf(filters)
  const [page, counted] = await Promise.all([readIds(db, where, request), readCount(db, where)])
  // The count is never below the number of rows that the client has seen, even if the estimate is lower.
  const seen = page.offset + page.customer_ids.length + (page.has_more ? 1 : 0)
  return { ...page, ...counted, count: counted.count_is_estimate ? Math.max(counted.count, seen) : counted.count }
}

async function readIds(db: Database, where: Condition[], { order, limit, offset, cursor }: CustomerPageRequest) {
  const descending = order.startsWith("-")
  const { column, type } = SORTED_BY[order.replace("-", "")] as { column: string; type: string }
  const from = cursor === undefined ? null : decodeCursor(cursor, order)
  if (cursor !== undefined && !from) {
    throw clienteleError("invalid_request", "cursor: is not a cursor of this list and order; begin without one")
  }
  const all = from
    ? [
        ...where,
        { sql: `(${column}, customer_id) ${descending ? "<" : ">"} (?::${type}, ?)`, bindings: [from.value, from.id] },
      ]
    : where
  const direction = descending ? "desc" : "asc"
  const found = await rows<{ customer_id: string; value: string }>(
    db,
    `select customer_id, ${column}::text as value from clientele_customer_index where ${all.map(({ sql }) => sql).join(" and ")}
     order by ${column} ${direction}, customer_id ${direction} limit ? offset ?`,
    [...all.flatMap(({ bindings }) => bindings), limit + 1, from ? 0 : offset],
  )
  const page = found.slice(0, limit)
  const before = from ? from.offset : offset
  return {
    customer_ids: page.map(({ customer_id }) => customer_id),
    offset: before,
    has_more: found.length > limit,
    next_cursor: found.length > limit ? cursorAfter(order, page, before) : null,
  }
}

function cursorAfter(order: CustomerOrder, page: { customer_id: string; value: string }[], before: number): string {
  const last = page.at(-1) as { customer_id: string; value: string }
  return encodeCursor({ order, value: last.value, id: last.customer_id, offset: before + page.length })
}

/** Counts exactly up to a limit. Above it, returns PostgreSQL's estimate for the same conditions. */
async function readCount(db: Database, where: Condition[]) {
  const conditions = where.map(({ sql }) => sql).join(" and ")
  const bindings = where.flatMap((one) => one.bindings)
  const [counted] = await rows<{ count: number }>(
    db,
    `select count(*)::int as count from (
       select 1 from clientele_customer_index where ${conditions} limit ${MAX_EXACT_COUNT + 1}) found`,
    bindings,
  )
  const count = counted?.count ?? 0
  if (count <= MAX_EXACT_COUNT) {
    return { count, count_is_estimate: false }
  }
  const [plan] = await rows<{ "QUERY PLAN": [{ Plan: { "Plan Rows": number } }] }>(
    db,
    `explain (format json) select 1 from clientele_customer_index where ${where.map(({ sql, planned = sql }) => planned).join(" and ")}`,
    bindings,
  )
  const estimate = Math.round(plan?.["QUERY PLAN"][0].Plan["Plan Rows"] ?? 0)
  return { count: Math.max(estimate, MAX_EXACT_COUNT + 1), count_is_estimate: true }
}

/** Number of customers in a list, counted up to `most` + 1. */
export async function countUpTo(db: Database, filters: CustomerFilters, most: number): Promise<number> {
  const where = conditionsOf(filters)
  const [counted] = await rows<{ count: number }>(
    db,
    `select count(*)::int as count from (
       select 1 from clientele_customer_index where ${where.map(({ sql }) => sql).join(" and ")} limit ${most + 1}) found`,
    where.flatMap(({ bindings }) => bindings),
  )
  return counted?.count ?? 0
}

function conditionsOf({ email, phone, external_id, created_at, q, among, ...flags }: CustomerFilters): Condition[] {
  return [
    { sql: "deleted_at is null", bindings: [] },
    ...Object.entries(flags).flatMap(([column, value]) => flagCondition(column, value)),
    // An invalid address or number matches no customer.
    ...equals("email_key", email === undefined ? undefined : (canonicalMailbox(email) ?? NOBODY)),
    ...equals("phone_digits", phone === undefined ? undefined : (digitsOf(phone) ?? NOBODY)),
    ...equals("external_id", external_id),
    ...Object.entries(created_at ?? {}).flatMap(([bound, moment]) =>
      moment ? [{ sql: `created_at ${COMPARED[bound as keyof typeof COMPARED]} ?`, bindings: [moment] }] : [],
    ),
    ...(q === undefined ? [] : [searchCondition(q)]),
    ...(among === undefined ? [] : [amongCondition(among)]),
  ]
}

/**
 * The ids are read first, as an array, and their customers are looked up by the key (ADR 0075). With `in` PostgreSQL reads all
 * customers where many ids are found. The index compares ids byte by byte ("C"), other tables in the order of their database.
 */
const amongCondition = ({ sql, bindings }: IdsStatement): Condition => ({
  sql: `customer_id = any (array(select distinct id collate "C" from (${sql}) found (id)))`,
  bindings: [...bindings],
  planned: `customer_id in (select id collate "C" from (${sql}) found (id))`,
})

/** Matches no row. An empty text would match customers without an address or number. */
const NOBODY = " "

function equals(column: string, value: string | undefined): Condition[] {
  return value === undefined ? [] : [{ sql: `${column} = ?`, bindings: [value] }]
}

/** Written like the indexes' conditions, so that PostgreSQL can use these indexes. */
function flagCondition(column: string, value: boolean | undefined): Condition[] {
  return value === undefined ? [] : [{ sql: value ? column : `not ${column}`, bindings: [] }]
}

function searchCondition(q: string): Condition {
  const lists = searchPatterns(q)
  if (lists.length === 0) {
    return { sql: "false", bindings: [] }
  }
  // The appended empty text keeps PostgreSQL from using the index for the whole word, too.
  const like = ({ whole }: Pattern) =>
    whole === null ? "document like ?" : "document like ? and document || '' like ?"
  return {
    sql: `(${lists.map((patterns) => patterns.map(like).join(" and ")).join(" or ")})`,
    bindings: lists.flat().flatMap(({ found, whole }) => (whole === null ? [found] : [found, whole])),
  }
}

/** Customers by mailbox, at most 20 of each, ordered by id. */
export async function readByMailbox(
  db: Database,
  mailboxes: readonly string[],
): Promise<{ mailbox: string; customer_id: string }[]> {
  return rows(
    db,
    `select wanted.mailbox, found.customer_id
     from unnest(?::text[]) as wanted (mailbox)
     cross join lateral (
       select customer_id from clientele_customer_index
       where email_key = wanted.mailbox collate "C" and deleted_at is null order by customer_id limit 20
     ) found`,
    [mailboxes],
  )
}
