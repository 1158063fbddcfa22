import { createHash, randomUUID } from "node:crypto"
import type { Adjustment, Merge, Settlement, SettlementOutcome } from "../types"
import {
  changeAgain,
  type Database,
  type Pool,
  PRESENT,
  prepare,
  rows,
  rowsAgain,
  rowsPrepared,
  type Within,
} from "./prepared-statements"

type OutcomeRow = {
  order_id?: string
  outcome: SettlementOutcome["outcome"]
  account_id: string
  version: string
  points: string
  balance_after: string
}

function toOutcome(row: OutcomeRow, orderId: string): SettlementOutcome {
  return {
    order_id: row.order_id ?? orderId,
    outcome: row.outcome,
    account_id: String(row.account_id),
    version: Number(row.version),
    points: Number(row.points),
    balance_after: Number(row.balance_after),
  }
}

/** Hash that distinguishes a repeated request from another one with the same key. */
export function hashOfRequest(request: unknown): string {
  return createHash("sha256").update(JSON.stringify(request)).digest("hex")
}

const infinity = (at: Date | null): Date | string => at ?? "infinity"

const SETTLE = prepare(`select * from clientele_points_settle(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${PRESENT})`)

/** One order to its target, in one round trip (ADR 0004). */
export async function settleOne(
  db: Database,
  one: Settlement,
  fencingToken: string,
  clamp: boolean,
  now: Date | null,
): Promise<SettlementOutcome> {
  const [row] = await rowsPrepared<OutcomeRow>(db, SETTLE, [
    one.order_id,
    one.mailbox,
    one.target,
    one.may_rise,
    one.first,
    fencingToken,
    one.currency_code,
    one.available_at,
    infinity(one.expires_at),
    clamp,
    JSON.stringify(one.calculation),
    now,
  ])
  return toOutcome(row as OutcomeRow, one.order_id)
}

const SETTLE_BATCH = prepare(`select * from clientele_points_settle_batch(?::text[], ?::text[], ?::bigint[],
  ?::boolean[], ?::boolean[], ?, ?::text[], ?::timestamptz[], ?::timestamptz[], ?, ?::jsonb, ${PRESENT})`)

/** Hundreds of orders to their targets, in one round trip. Each order must be named once. */
export async function settleBatch(
  db: Database,
  batch: readonly Settlement[],
  fencingToken: string,
  clamp: boolean,
  now: Date | null,
): Promise<SettlementOutcome[]> {
  const column = <T>(pick: (one: Settlement) => T) => batch.map(pick)
  const found = await rowsPrepared<OutcomeRow>(db, SETTLE_BATCH, [
    column((one) => one.order_id),
    column((one) => one.mailbox),
    column((one) => one.target),
    column((one) => one.may_rise),
    column((one) => one.first),
    fencingToken,
    column((one) => one.currency_code),
    column((one) => one.available_at),
    column((one) => infinity(one.expires_at)),
    clamp,
    JSON.stringify(column((one) => one.calculation)),
    now,
  ])
  return found.map((row) => toOutcome(row, ""))
}

/**
 * The accounts of these orders that are not locked. It waits for no lock; its own locks end with the statement. An account
 * that does not exist yet counts as free.
 */
export async function readFreeOrders(
  db: Database,
  orders: readonly Pick<Settlement, "order_id" | "mailbox">[],
): Promise<Set<string>> {
  const found = await rowsAgain<{ order_id: string }>(
    db,
    `with one as (
       select i.order_id, coalesce(l.account_id, a.id) as account_id from unnest(?::text[], ?::text[]) i (order_id, mailbox)
       left join clientele_points_lot l on l.source = i.order_id
       left join clientele_points_account a on a.mailbox = i.mailbox
     ), free as materialized (
       select a.id from clientele_points_account a where a.id in (select account_id from one)
       order by a.id for no key update skip locked
     )
     select order_id from one where account_id is null or account_id in (select id from free)`,
    [orders.map((one) => one.order_id), orders.map((one) => one.mailbox)],
  )
  return new Set(found.map(({ order_id }) => order_id))
}

/** @returns the position of the entry, and whether this call made it (for a repeated key it is the earlier entry) */
export async function adjust(
  db: Database,
  one: Adjustment,
  expiresAt: Date | null,
  now: Date | null,
): Promise<{ applied: boolean; account_id: string; version: number }> {
  const reason = one.reason ?? "manual"
  const hash = hashOfRequest([
    one.mailbox,
    one.points,
    one.stated_reason,
    one.note ?? null,
    one.allow_negative ?? false,
    reason,
  ])
  const [row] = await rowsAgain<{ applied: boolean; account_id: string; version: string }>(
    db,
    `select * from clientele_points_adjust(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${PRESENT})`,
    [
      one.mailbox,
      one.points,
      reason,
      `${reason}:${one.idempotency_key ?? randomUUID()}`,
      hash,
      one.allow_negative ?? false,
      infinity(expiresAt),
      one.stated_reason,
      one.note ?? null,
      one.actor_id,
      null,
      now,
    ],
  )
  if (!row) {
    throw new Error("clientele_points_adjust returned no row")
  }
  return { applied: row.applied, account_id: String(row.account_id), version: Number(row.version) }
}

/** `applied`: this call moved the points, not an earlier one of the same key. */
export type Merged = { applied: boolean; points: number }

/** Moves all points of one mailbox to another. `applied` is false for a repeated key. */
export async function merge(pool: Pool, one: Merge, now: Date | null, within?: Within<Merged>): Promise<Merged> {
  const hash = hashOfRequest([one.from, one.to, one.stated_reason])
  const key = `merge:${one.idempotency_key ?? randomUUID()}`
  const change = async (db: Database) => {
    const [row] = await rows<{ applied: boolean; points: string }>(
      db,
      `select * from clientele_points_merge(?, ?, ?, ?, ?, ?, ${PRESENT})`,
      [one.from, one.to, key, hash, one.stated_reason, one.actor_id, now],
    )
    if (!row) {
      throw new Error("clientele_points_merge returned no row")
    }
    return { applied: row.applied, points: Number(row.points) }
  }
  return changeAgain(pool, change, within)
}

/** Stores the time at which orders were first seen completed. Stored times stay. */
export async function noteCompletions(
  db: Database,
  completions: readonly { order_id: string; completed_at: Date }[],
): Promise<void> {
  await rowsAgain(
    db,
    `insert into clientele_points_completion (order_id, completed_at)
     select * from unnest(?::text[], ?::timestamptz[]) on conflict do nothing`,
    [completions.map((one) => one.order_id), completions.map((one) => one.completed_at)],
  )
}

/** @property busy another session has locked the account, so nothing expired, and the next run tries again */
export type Expiry = { account_id: string; points: number; balance_after: number; version: number; busy: boolean }

/** Expires due lots of up to `limit` accounts after `after`, in the order of their ids. */
export async function expireAccounts(db: Database, after: string, limit: number, now: Date | null): Promise<Expiry[]> {
  const found = await rowsAgain<Record<"account_id" | "balance_after" | "version", string> & { points: string | null }>(
    db,
    `select * from clientele_points_expire_accounts(?, ?, ${PRESENT})`,
    [after, limit, now],
  )
  return found.map((row) => ({
    account_id: String(row.account_id),
    points: Number(row.points),
    balance_after: Number(row.balance_after),
    version: Number(row.version),
    busy: row.points === null,
  }))
}

export type ExpiringLot = { account_id: string; points: number; expires_at: Date }

/**
 * Lots that expire after `now` and until `until` and whose expiry was not announced, soonest first, at most `limit`. They
 * count as announced from now on. It waits for no lock and leaves a locked lot for the next call.
 */
export async function tellExpiring(
  pool: Pool,
  { now, until, limit }: { now: Date; until: Date; limit: number },
  within?: Within<ExpiringLot[]>,
): Promise<ExpiringLot[]> {
  return changeAgain(pool, (db) => tell(db, now, until, limit), within)
}

async function tell(db: Database, now: Date, until: Date, limit: number): Promise<ExpiringLot[]> {
  const found = await rows<Omit<ExpiringLot, "points"> & { points: string }>(
    db,
    `with due as (
       select source from clientele_points_lot
       where remaining > 0 and expires_at < 'infinity' and expires_at > ? and expires_at <= ?
         and expiry_told is distinct from expires_at
       order by expires_at, source limit ? for no key update skip locked
     ), told as (
       update clientele_points_lot l set expiry_told = l.expires_at from due where l.source = due.source
       returning l.source, l.account_id, l.remaining as points, l.expires_at
     )
     select account_id, points, expires_at from told order by expires_at, source`,
    [now, until, limit],
  )
  return found.map((row) => ({ ...row, account_id: String(row.account_id), points: Number(row.points) }))
}
