import type { Disagreement, OrderDeduction, PostedHold, Refusal } from "../types"
import { type Database, rows, rowsAgain } from "./prepared-statements"

const KEEP_REFUSALS_DAYS = 30

const POSTED = `select h.id, h.cart_id, h.order_id,
  clientele_points_attempt_over(h.posted_by, h.updated_at) as attempt_over
  from clientele_points_hold h where h.status = 'posted'`

/** The posted holds among these, and whether the completion of their carts is still running. */
export async function readPostedHolds(db: Database, ids: readonly string[]): Promise<PostedHold[]> {
  return rows<PostedHold>(db, `${POSTED} and h.id = any (?::text[]) order by h.id`, [[...ids]])
}

/** The posted holds of a cart. An open cart has one only after an interrupted completion. */
export async function readPostedHoldsOfCart(db: Database, cartId: string): Promise<PostedHold[]> {
  return rows<PostedHold>(db, `${POSTED} and h.cart_id = ? order by h.id`, [cartId])
}

/** Points that were deducted for orders and not undone with them. One index probe for each order. */
export async function readDeductions(db: Database, orderIds: readonly string[]): Promise<OrderDeduction[]> {
  const found = await rows<Omit<OrderDeduction, "deducted"> & { deducted: string }>(
    db,
    `select e.order_id, e.request_hash as hold_id,
       -e.points - case when h.status = 'posted' and h.order_id = e.order_id then 0 else
         coalesce((select sum(u.points) from clientele_points_entry u
           where u.idempotency_key > e.order_id || ':redeem:' and u.idempotency_key < e.order_id || ':redeem;'
             and u.reason = 'redeem_return'), 0) end as deducted,
       coalesce(h.status = 'posted' and h.order_id = e.order_id, false) as hold_posted,
       coalesce(clientele_points_attempt_over(h.posted_by, h.updated_at), true) as attempt_over
     from clientele_points_entry e left join clientele_points_hold h on h.id = e.request_hash
     where e.idempotency_key = any (?::text[])`,
    [orderIds.map((id) => `${id}:redeem`)],
  )
  return found.map((row) => ({ ...row, deducted: Number(row.deducted) })).filter(({ deducted }) => deducted !== 0)
}

/** Orders with a deduction since a time. */
export async function readRedeemedOrders(db: Database, since: Date): Promise<string[]> {
  const found = await rows<{ order_id: string }>(
    db,
    `select distinct order_id from clientele_points_entry
     where created_at >= ? and reason = 'redemption' and order_id is not null order by order_id`,
    [since],
  )
  return found.map(({ order_id }) => order_id)
}

/** Records which of the compared orders disagree with the ledger, and deletes the records of the others. */
export async function writeDisagreements(
  db: Database,
  compared: readonly string[],
  found: readonly Disagreement[],
): Promise<void> {
  const columns = [
    found.map((one) => one.order_id),
    found.map((one) => one.hold_id),
    found.map((one) => one.kind),
    found.map((one) => one.expected),
    found.map((one) => one.deducted),
  ]
  await rowsAgain(
    db,
    `delete from clientele_points_disagreement d where d.order_id = any (?::text[]) and not exists (
       select 1 from unnest(?::text[], ?::text[]) as f (order_id, hold_id)
       where f.order_id = d.order_id and f.hold_id = d.hold_id)`,
    [[...compared], ...columns.slice(0, 2)],
  )
  await rowsAgain(
    db,
    `insert into clientele_points_disagreement (order_id, hold_id, kind, expected, deducted)
     select * from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
     on conflict (order_id, hold_id) do update set kind = excluded.kind, expected = excluded.expected,
       deducted = excluded.deducted, last_at = now()`,
    columns,
  )
}

/** Disagreements that the sweeps found, the oldest first. */
export async function readDisagreements(db: Database, limit: number): Promise<Disagreement[]> {
  const found = await rows<Omit<Disagreement, "expected" | "deducted"> & { expected: string | null; deducted: string }>(
    db,
    `select order_id, hold_id, kind, expected, deducted from clientele_points_disagreement
     order by first_at, order_id limit ?`,
    [limit],
  )
  return found.map((row) => ({
    ...row,
    expected: row.expected === null ? null : Number(row.expected),
    deducted: Number(row.deducted),
  }))
}

/** Records that an order was refused because of its points. A payment can have been taken, and must be returned. */
export async function writeRefusal(db: Database, holdId: string, code: string): Promise<void> {
  await rowsAgain(
    db,
    `with old as (delete from clientele_points_refusal where last_at < now() - make_interval(days => ?) and hold_id <> ?)
     insert into clientele_points_refusal (hold_id, code) select id, ? from clientele_points_hold where id = ?
     on conflict (hold_id) do update set code = excluded.code, last_at = now(),
       refusals = clientele_points_refusal.refusals + 1`,
    [KEEP_REFUSALS_DAYS, holdId, code, holdId],
  )
}

/** Refusals since a time whose cart did not become an order with these points later, the newest first. */
export async function readRefusals(db: Database, since: Date, limit: number): Promise<Refusal[]> {
  return rows<Refusal>(
    db,
    `select r.hold_id, h.cart_id, r.code, r.refusals, r.first_at, r.last_at
     from clientele_points_refusal r join clientele_points_hold h on h.id = r.hold_id
     where r.last_at >= ? and h.status <> 'posted' order by r.last_at desc limit ?`,
    [since, limit],
  )
}
