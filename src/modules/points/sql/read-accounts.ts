import { clienteleError } from "../../../kernel/errors"
import type { AwardTerms, EarlierAward } from "../domain/earning"
import { isEntriesCursor } from "../domain/entries-cursor"
import { entryId } from "../domain/entry-id"
import type { AccountView, ActorPeriod, Entry, Hold, Reading } from "../types"
import { type Database, PRESENT, prepare, rows, rowsPrepared } from "./prepared-statements"

type EntryRow = Omit<Entry, "id" | "points" | "balance_after"> & {
  account_id: string
  version: string
  points: string
  balance_after: string
}

function toEntry(row: EntryRow): Entry {
  return {
    id: entryId(row.account_id, row.version),
    type: row.type,
    reason: row.reason,
    points: Number(row.points),
    balance_after: Number(row.balance_after),
    order_id: row.order_id,
    currency_code: row.currency_code,
    stated_reason: row.stated_reason,
    note: row.note,
    actor_id: row.actor_id,
    calculation: row.reason === "merge" ? null : row.calculation,
    created_at: row.created_at,
  }
}

const ENTRY = `select e.account_id, e.version, e.type, e.reason, e.points, e.balance_after, e.order_id, e.currency_code,
  e.calculation, e.created_at, n.stated_reason, n.note, n.actor_id
  from clientele_points_entry e left join clientele_points_entry_note n using (account_id, version)`

type AccountRow = {
  id: string
  balance: string
  held: string
  pending: string
  due: string
  lifetime_earned: string
  lifetime_redeemed: string
  next_points: string | null
  next_at: Date | null
}

/** Every part is an index probe, so the read costs the same with 100 and with 200,000 entries (ADR 0004). */
const ACCOUNT = `select a.id, a.balance, a.held, a.lifetime_earned, a.lifetime_redeemed,
  clientele_points_pending(a.id, :now) as pending,
  (select coalesce(sum(l.remaining), 0) from clientele_points_lot l
    where l.account_id = a.id and l.remaining > 0 and l.expires_at <= :now) as due,
  next.expires_at as next_at,
  (select sum(l.remaining) from clientele_points_lot l
    where l.account_id = a.id and l.remaining > 0 and l.expires_at = next.expires_at) as next_points
  from clientele_points_account a
  left join lateral (select l.expires_at from clientele_points_lot l
    where l.account_id = a.id and l.remaining > 0 and l.expires_at > :now and l.expires_at < 'infinity'
    order by l.expires_at limit 1) next on true
  where a.mailbox = :mailbox`

/** An account with its newest entries; `null` if the mailbox has never had points. */
export async function readAccount(
  db: Database,
  mailbox: string,
  now: Date,
  ledgerLimit: number,
): Promise<AccountView | null> {
  const [account] = await rows<AccountRow>(db, ...named(ACCOUNT, { now, mailbox }))
  if (!account) {
    return null
  }
  const page = await readEntries(db, mailbox, null, ledgerLimit)
  const balance = Number(account.balance)
  const held = Number(account.held)
  const pending = Number(account.pending)
  const expiring = Math.max(0, Math.min(Number(account.due), balance - held - pending))
  return {
    points_balance: balance,
    points_available: Math.max(0, balance - held - pending - expiring),
    points_held: held,
    points_pending: pending,
    lifetime_earned: Number(account.lifetime_earned),
    lifetime_redeemed: Number(account.lifetime_redeemed),
    next_expiry: account.next_at ? { points: Number(account.next_points), at: account.next_at } : null,
    ledger: page.entries,
    next_cursor: page.next_cursor,
  }
}

/** Whether a mailbox has an entry that one of these actors has posted in their period. Only entries by hand have an actor. */
export async function hasEntryBy(db: Database, mailbox: string, periods: readonly ActorPeriod[]): Promise<boolean> {
  const found = await rows(
    db,
    `select 1 from clientele_points_account a
       join clientele_points_entry_note n on n.account_id = a.id
       join unnest(?::text[], ?::timestamptz[], ?::timestamptz[]) p (actor_id, since, until) on p.actor_id = n.actor_id
       join clientele_points_entry e on e.account_id = n.account_id and e.version = n.version
     where a.mailbox = ? and e.created_at >= p.since and e.created_at < coalesce(p.until, 'infinity')
     limit 1`,
    [periods.map((one) => one.actor_id), periods.map((one) => one.since), periods.map((one) => one.until), mailbox],
  )
  return found.length > 0
}

/** The mailbox of an account by its id; `null` if there is none, or if it was anonymised. */
export async function readMailbox(db: Database, accountId: string): Promise<string | null> {
  const [account] = await rows<{ mailbox: string }>(
    db,
    "select mailbox from clientele_points_account where id = ? and mailbox <> 'anonymized-' || id",
    [accountId],
  )
  return account?.mailbox ?? null
}

/** The mailboxes of accounts by id, in one query; without those of anonymised persons. */
export async function readMailboxes(db: Database, accountIds: readonly string[]): Promise<Map<string, string>> {
  const found = await rows<{ id: string; mailbox: string }>(
    db,
    "select id::text, mailbox from clientele_points_account where id = any (?::bigint[]) and mailbox <> 'anonymized-' || id",
    [accountIds],
  )
  return new Map(found.map(({ id, mailbox }) => [id, mailbox]))
}

/** The mailboxes that earned points by orders or redeemed points for them, by order. Deleted orders have theirs, too. */
export async function readMailboxesOfOrders(
  db: Database,
  orderIds: readonly string[],
): Promise<{ order_id: string; mailbox: string }[]> {
  return rows(
    db,
    `select l.source as order_id, a.mailbox from clientele_points_lot l
       join clientele_points_account a on a.id = l.account_id where l.source = any (?::text[])
     union select e.order_id, a.mailbox from clientele_points_entry e
       join clientele_points_account a on a.id = e.account_id where e.idempotency_key = any (?::text[])`,
    [orderIds, orderIds.map((id) => `${id}:redeem`)],
  )
}

/**
 * A page of entries, newest first. The cursor is the version of the last entry on the previous page.
 *
 * @throws `invalid_request` for an invalid cursor
 */
export async function readEntries(
  db: Database,
  mailbox: string,
  cursor: string | null,
  limit: number,
): Promise<{ entries: Entry[]; next_cursor: string | null }> {
  if (cursor !== null && !isEntriesCursor(cursor)) {
    throw clienteleError("invalid_request", "cursor: is not a cursor of this list; omit it to read the first page")
  }
  const found = await rows<EntryRow>(
    db,
    `${ENTRY} where e.account_id = (select id from clientele_points_account where mailbox = ?) and e.version < ?
      order by e.version desc limit ?`,
    [mailbox, cursor ?? String(Number.MAX_SAFE_INTEGER), limit + 1],
  )
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return { entries: page.map(toEntry), next_cursor: found.length > limit && last ? String(last.version) : null }
}

export async function readEntry(db: Database, accountId: string, version: number): Promise<Entry> {
  const [row] = await rows<EntryRow>(db, `${ENTRY} where e.account_id = ? and e.version = ?`, [accountId, version])
  return toEntry(row as EntryRow)
}

/** Every entry about an order, oldest first: their keys begin with the order's id. */
export async function readOrderEntries(db: Database, orderId: string): Promise<(Entry & { mailbox: string })[]> {
  const found = await rows<EntryRow & { mailbox: string }>(
    db,
    `${ENTRY.replace("select ", "select a.mailbox, ")} join clientele_points_account a on a.id = e.account_id
      where e.idempotency_key > ? and e.idempotency_key < ? order by e.created_at, e.version`,
    [`${orderId}:`, `${orderId};`],
  )
  return found.map((row) => ({ ...toEntry(row), mailbox: row.mailbox }))
}

/** Orders with an entry since a time. */
export async function readPostedOrders(db: Database, since: Date): Promise<string[]> {
  const found = await rows<{ order_id: string }>(
    db,
    "select distinct order_id from clientele_points_entry where created_at >= ? and order_id is not null",
    [since],
  )
  return found.map(({ order_id }) => order_id)
}

/** Draws a fencing token and reads the orders' earlier awards; see {@link Reading}. */
export async function drawReading(db: Database, orderIds: readonly string[]): Promise<Reading> {
  const found = await rows<{
    fencing_token: string
    order_id: string | null
    granted: string | null
    calculation: (AwardTerms & Record<string, unknown>) | null
    completed_order_id: string | null
    completed_at: Date | null
  }>(
    db,
    `with t as materialized (select nextval('clientele_points_fencing_token') as fencing_token)
     select t.fencing_token, l.source as order_id, l.granted, e.calculation, c.order_id as completed_order_id, c.completed_at
     from t
     left join unnest(?::text[]) as o (id) on true
     left join clientele_points_lot l on l.source = o.id
     left join lateral (select x.calculation from clientele_points_entry x
       where x.idempotency_key > o.id || ':earn:' and x.idempotency_key < o.id || ':earn;'
       order by x.created_at, x.version limit 1) e on true
     left join clientele_points_completion c on c.order_id = o.id`,
    [[...orderIds]],
  )
  const awards = new Map<string, EarlierAward>()
  const completions = new Map<string, Date>()
  for (const row of found) {
    if (row.completed_order_id && row.completed_at) {
      completions.set(row.completed_order_id, row.completed_at)
    }
    if (row.order_id) {
      awards.set(row.order_id, { granted: Number(row.granted), terms: row.calculation })
    }
  }
  return { fencing_token: String(found[0]?.fencing_token), awards, completions }
}

type HoldRow = Omit<Hold, "points" | "requested" | "min_points"> & Record<"points" | "requested" | "min_points", string>

const HOLD = `select h.id, h.cart_id, a.mailbox, h.points, coalesce(h.requested, h.points) as requested, h.status, h.currency_code,
  h.points_per_currency_discount::text as points_per_currency_discount, h.max_percent, h.min_points,
  h.min_checkout_total::text as min_checkout_total, h.proof_id, h.order_id, h.ended_because, h.expires_at
  from clientele_points_hold h join clientele_points_account a on a.id = h.account_id`

const toHold = (row: HoldRow): Hold => ({
  ...row,
  points: Number(row.points),
  requested: Number(row.requested),
  min_points: Number(row.min_points),
})

/**
 * The expression of the index clientele_points_hold_of_cart. No other index has it, so PostgreSQL cannot choose another
 * one.
 */
const OF_LIVE_CART = "(case when h.status = 'held' then h.cart_id end)"

const LIVE_HOLD = prepare(`${HOLD} where ${OF_LIVE_CART} = ?`)

/** The live hold of a cart. One index probe, because every change of every cart reads it. */
export async function readLiveHold(db: Database, cartId: string): Promise<Hold | null> {
  const [row] = await rowsPrepared<HoldRow>(db, LIVE_HOLD, [cartId])
  return row ? toHold(row) : null
}

const HOLDS_OF_CARTS = prepare(`select distinct on (x.cart_id) x.* from (${HOLD} where h.cart_id = any (?::text[])
  order by h.cart_id, (h.status = 'held') desc, h.created_at desc, h.id) x`)

/** The live hold of each of these carts, else its last one. Carts that never had points have none. */
export async function readHoldsOfCarts(db: Database, cartIds: readonly string[]): Promise<Hold[]> {
  return (await rowsPrepared<HoldRow>(db, HOLDS_OF_CARTS, [[...cartIds]])).map(toHold)
}

export async function readHolds(db: Database, ids: readonly string[]): Promise<Hold[]> {
  const found = await rows<HoldRow>(db, `${HOLD} where h.id = any (?::text[]) order by h.id`, [[...ids]])
  return found.map(toHold)
}

/** Holds past their end, the longest overdue first, after the hold with the id `after`. */
export async function readDueHolds(
  db: Database,
  now: Date | null,
  limit: number,
  after: string | null,
): Promise<Hold[]> {
  const found = await rows<HoldRow>(
    db,
    `${HOLD} where h.status = 'held' and h.expires_at <= ${PRESENT} and (?::text is null
       or (h.expires_at, h.id) > (select x.expires_at, x.id from clientele_points_hold x where x.id = ?))
     order by h.expires_at, h.id limit ?`,
    [now, after, after, limit],
  )
  return found.map(toHold)
}

/** The live holds of a mailbox, the oldest first. */
export async function readLiveHoldsOf(db: Database, mailbox: string, limit: number): Promise<Hold[]> {
  const found = await rows<HoldRow>(
    db,
    `${HOLD} where h.status = 'held' and h.account_id = (select x.id from clientele_points_account x where x.mailbox = ?)
     order by h.created_at, h.id limit ?`,
    [mailbox, limit],
  )
  return found.map(toHold)
}

/** A page of live holds by id, also those past their end. */
export async function readLiveHolds(db: Database, limit: number, after: string): Promise<Hold[]> {
  const found = await rows<HoldRow>(db, `${HOLD} where h.status = 'held' and h.id > ? order by h.id limit ?`, [
    after,
    limit,
  ])
  return found.map(toHold)
}

/** knex's `raw` takes `?`; this turns `:name` into it, in order. */
function named(sql: string, values: Record<string, unknown>): [string, unknown[]] {
  const bindings: unknown[] = []
  const text = sql.replace(/:(now|mailbox)\b/g, (_match, name: string) => {
    bindings.push(values[name])
    return "?"
  })
  return [text, bindings]
}
