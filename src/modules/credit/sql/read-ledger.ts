import { type Database, rows } from "../../../kernel/database"
import { daysOverdue, NOT_DUE } from "../domain/due-date"
import type { CreditChange, CreditEntry, ListedReceivable } from "../types"

const ENTRY = `select e.version::text, e.account_id || ':' || e.version as id, e.type::text as type,
  trim_scale(e.amount)::text as amount, trim_scale(e.balance_after)::text as balance_after, e.order_id,
  e.receivable_id, n.reference, n.reason, n.actor_id, e.created_at, e.dated_on::text,
  e.account_id || ':' || e.reverses as reverses, n.note, n.method
  from clientele_credit_entry e
  left join clientele_credit_entry_note n on n.account_id = e.account_id and n.version = e.version`

type EntryRow = CreditEntry & { version: string }

/**
 * A page of an account's ledger, newest first. @param before version of the last entry on the previous page; `null` for the
 * first page
 */
export async function readEntriesPage(
  db: Database,
  accountId: string,
  before: string | null,
  limit: number,
): Promise<{ entries: CreditEntry[]; next_cursor: string | null }> {
  const found = await rows<EntryRow>(
    db,
    `${ENTRY} where e.account_id = ? and (?::bigint is null or e.version < ?::bigint) order by e.version desc limit ?`,
    [accountId, before, before, limit + 1],
  )
  const page = found.slice(0, limit)
  const next_cursor = found.length > limit ? (page.at(-1)?.version ?? null) : null
  return { entries: page.map(({ version: _version, ...entry }) => entry), next_cursor }
}

export async function readCreditEntry(
  db: Database,
  accountId: string,
  version: string,
): Promise<CreditEntry | undefined> {
  const sql = `${ENTRY} where e.account_id = ? and e.version = ?`
  return (await rows<EntryRow>(db, sql, [accountId, version])).map(({ version: _version, ...entry }) => entry)[0]
}

/** The entries of these idempotency keys. */
export async function readEntriesOfKeys(db: Database, keys: readonly string[]): Promise<CreditEntry[]> {
  const sql = `${ENTRY} where e.idempotency_key = any (?)`
  return keys.length === 0
    ? []
    : (await rows<EntryRow>(db, sql, [keys])).map(({ version: _version, ...entry }) => entry)
}

/** An entry by the key of its request. */
export type KeyedEntry = { key: string; account_id: string; entry_id: string }

export async function readKeyedEntries(db: Database, keys: readonly string[]): Promise<KeyedEntry[]> {
  const sql = `select idempotency_key as key, account_id, account_id || ':' || version as entry_id
    from clientele_credit_entry where idempotency_key = any (?)`
  return keys.length === 0 ? [] : rows<KeyedEntry>(db, sql, [keys])
}

/** The newest charge of an order; `undefined` for none. */
export async function readChargeOfOrder(db: Database, accountId: string, orderId: string): Promise<string | undefined> {
  const [found] = await rows<{ id: string }>(
    db,
    `select account_id || ':' || version as id from clientele_credit_entry
     where account_id = ? and order_id = ? and type = 'charge' order by version desc limit 1`,
    [accountId, orderId],
  )
  return found?.id
}

/**
 * The changes of an account with their actors, newest first. @param before id of the last change on the previous page;
 * `null` for the first page
 */
export async function readChanges(
  db: Database,
  accountId: string,
  before: string | null,
  limit: number,
): Promise<CreditChange[]> {
  return rows<CreditChange>(
    db,
    `select id::text as id, account_id, kind, before, after, changed_by, changed_at from clientele_credit_change
     where account_id = ? and (?::bigint is null or id < ?::bigint) order by id desc limit ?`,
    [accountId, before, before, limit],
  )
}

/** Filters of receivables. @param today in the store's time zone, YYYY-MM-DD */
export type ReceivablesQuery = {
  statuses: readonly ListedReceivable["status"][]
  limit: number
  offset: number
  today: string
  /** Only those of this customer's orders. */
  buyerId?: string
  /** Only the one of this order. */
  orderId?: string
}

const STATUS = "case when open = 0 then 'paid' when due_on < ?::date then 'overdue' else 'open' end"

/** Lets PostgreSQL use the index of open items, because an old account has thousands of paid ones. */
const unpaid = (statuses: readonly string[]) => (statuses.includes("paid") ? "" : " and open > 0")

const DISPUTED = `exists (select 1 from clientele_credit_dispute d where d.receivable_id = r.id and d.ended_at is null)`

const OF_BUYER = ` and exists (select 1 from clientele_credit_hold h join clientele_credit_member m on m.id = h.member_id
  where h.order_id = clientele_credit_receivable.order_id and m.customer_id = ?)`

/** The receivables that a query asks for; `bindings` go with `sql`. */
function listed(accountId: string, { statuses, today, buyerId, orderId }: ReceivablesQuery) {
  const ofBuyer = buyerId === undefined ? "" : OF_BUYER
  const ofOrder = orderId === undefined ? "" : " and order_id = ?"
  return {
    sql: `(select *, ${STATUS} as status from clientele_credit_receivable where account_id = ?${unpaid(statuses)}${ofBuyer}${ofOrder}) r
      where status = any (?)`,
    bindings: [today, accountId, ...[buyerId, orderId].filter((id) => id !== undefined), [...statuses]],
  }
}

/** An account's receivables, the earliest due date first. */
export async function readReceivables(
  db: Database,
  accountId: string,
  query: ReceivablesQuery,
): Promise<{ receivables: ListedReceivable[]; count: number }> {
  const { sql, bindings } = listed(accountId, query)
  const found = await rows<Omit<ListedReceivable, "days_overdue"> & { count: string }>(
    db,
    `select id, account_id, order_id, trim_scale(charged)::text as charged, trim_scale(open)::text as open, payment_terms,
       issued_on::text, nullif(due_on::text, '${NOT_DUE}') as due_on, po_number, note, status, ${DISPUTED} as disputed, count(*) over () as count
     from ${sql} order by r.due_on, r.id limit ? offset ?`,
    [...bindings, query.limit, query.offset],
  )
  const receivables = found.map(({ count: _count, ...one }) => ({
    ...one,
    days_overdue: one.status === "overdue" && one.due_on ? daysOverdue(one.due_on, query.today) : 0,
  }))
  return { receivables, count: found[0] ? Number(found[0].count) : await countReceivables(db, accountId, query) }
}

/** A page beyond the end has no row that carries the count. */
async function countReceivables(db: Database, accountId: string, query: ReceivablesQuery): Promise<number> {
  const { sql, bindings } = listed(accountId, query)
  const [found] = await rows<{ count: string }>(db, `select count(*) as count from ${sql}`, bindings)
  return Number(found?.count ?? 0)
}

/** The overdue amount, a decimal string. @param today in the store's time zone */
export async function readOverdue(db: Database, accountId: string, today: string): Promise<string> {
  const [found] = await rows<{ amount: string }>(
    db,
    `select trim_scale(coalesce(sum(open), 0))::text as amount from clientele_credit_receivable
     where account_id = ? and open > 0 and due_on < ?::date`,
    [accountId, today],
  )
  return found?.amount ?? "0"
}
