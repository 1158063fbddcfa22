import { type Database, prepare, rows, rowsDirect } from "../../../kernel/database"
import type {
  CompletionAttempt,
  CreditHold,
  HoldOfSession,
  HoldOutcome,
  HoldRequest,
  Membership,
  StandingQuery,
  WaitingHold,
  WaitingQuery,
} from "../types"

export async function readMembership(db: Database, customerId: string): Promise<Membership | null> {
  const [found] = await rows<Membership>(
    db,
    `select m.id::text as member_id, m.account_id, a.currency_code from clientele_credit_member m
     join clientele_credit_account a on a.customer_id = m.account_id
     where m.customer_id = ? and m.removed_at is null`,
    [customerId],
  )
  return found ?? null
}

type Placed = { status: string; code: string | null; available: string; shortfall: string }

const PLACE = prepare(
  `select status, code, trim_scale(available)::text as available, trim_scale(shortfall)::text as shortfall
   from clientele_credit_hold_place(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
)

/** One round trip; locks the account. @param timeZone decides which day it is, and so which items are overdue */
export async function placeHold(db: Database, request: HoldRequest, timeZone: string): Promise<HoldOutcome> {
  const [placed] = await rowsDirect<Placed>(db, PLACE, [
    request.order_id,
    request.account_id,
    request.customer_id,
    request.cart_id,
    request.payment_session_id,
    request.amount,
    request.currency_code.toLowerCase(),
    request.over_limit === "approve",
    request.override === true,
    timeZone,
  ])
  const { status, code, available, shortfall } = placed as Placed
  return (code === null ? { status, available } : { status, code, available, shortfall }) as HoldOutcome
}

/** @returns whether there was something to end */
export async function releaseHold(db: Database, orderId: string): Promise<boolean> {
  const [row] = await rows<{ released: boolean }>(db, "select clientele_credit_hold_release(?) as released", [orderId])
  return row?.released === true
}

const HOLD = `select h.order_id, h.account_id, h.member_id::text, h.cart_id, h.payment_session_id,
  trim_scale(h.amount)::text as amount, a.currency_code, h.payment_terms, h.status, h.waits_for, h.decided_at,
  h.created_at
  from clientele_credit_hold h join clientele_credit_account a on a.customer_id = h.account_id`

export async function readHolds(db: Database, orderIds: readonly string[]): Promise<CreditHold[]> {
  return rows<CreditHold>(db, `${HOLD} where h.order_id = any (?)`, [orderIds])
}

/** Holds that stand, a page by their orders' ids. */
export async function readStandingHolds(db: Database, { after, since, limit }: StandingQuery): Promise<CreditHold[]> {
  return rows<CreditHold>(
    db,
    `${HOLD} where h.status <> 'released' and h.order_id > ? ${since ? "and h.created_at >= ?" : ""}
     order by h.order_id limit ?`,
    [after, ...(since ? [since] : []), limit],
  )
}

export async function countStandingHolds(db: Database, since: Date | null): Promise<number> {
  const [row] = await rows<{ n: number }>(
    db,
    `select count(*)::integer as n from clientele_credit_hold
     where status <> 'released' ${since ? "and created_at >= ?" : ""}`,
    since ? [since] : [],
  )
  return row?.n ?? 0
}

/** The newest live hold of a payment session, and the amount that its order owes. */
export async function readHoldOfSession(db: Database, sessionId: string): Promise<HoldOfSession | null> {
  const [found] = await rows<HoldOfSession>(
    db,
    `select h.*, trim_scale(coalesce(r.charged, h.amount::numeric))::text as owed from (${HOLD}) h
     left join clientele_credit_receivable r on r.order_id = h.order_id
     where h.payment_session_id = ? and h.status <> 'released' order by h.created_at desc limit 1`,
    [sessionId],
  )
  return found ?? null
}

/** @returns the buyer of the order; `null` if the order has no live hold */
export async function readBuyerOfOrder(db: Database, orderId: string): Promise<string | null> {
  const [found] = await rows<{ customer_id: string }>(
    db,
    `select m.customer_id from clientele_credit_hold h join clientele_credit_member m on m.id = h.member_id
     where h.order_id = ? and h.status <> 'released'`,
    [orderId],
  )
  return found?.customer_id ?? null
}

/** @returns whether the order has a live hold */
export async function writeSession(db: Database, orderId: string, sessionId: string): Promise<boolean> {
  const changed = await rows(
    db,
    `update clientele_credit_hold set payment_session_id = ?, updated_at = clock_timestamp()
     where order_id = ? and status <> 'released' returning order_id`,
    [sessionId, orderId],
  )
  return changed.length > 0
}

/** Whether the hold waited, its status after the call, and the code of what it waits for. */
export type Retried = Pick<CreditHold, "status"> & { retried: boolean; code: CreditHold["waits_for"] }

export async function retryHold(db: Database, orderId: string, amount: string, timeZone: string): Promise<Retried> {
  const [row] = await rows<Retried>(db, "select * from clientele_credit_hold_retry(?, ?::numeric, ?)", [
    orderId,
    amount,
    timeZone,
  ])
  return row as Retried
}

/** Undoes a rejection whose order could not be canceled. */
export async function withdrawRejection(db: Database, orderId: string): Promise<void> {
  await rows(
    db,
    `with h as (
       update clientele_credit_hold set decided_by = null, decided_at = null, updated_at = clock_timestamp()
       where order_id = ? and status = 'waiting' and decided_at is not null returning account_id, order_id, amount)
     insert into clientele_credit_change (account_id, kind, before, after)
     select account_id, 'hold', jsonb_build_object('order_id', order_id, 'status', 'rejected', 'amount', amount::text),
       jsonb_build_object('order_id', order_id, 'status', 'waiting', 'amount', amount::text) from h`,
    [orderId],
  )
}

const IN_CURRENCY =
  "exists (select 1 from clientele_credit_account a where a.customer_id = h.account_id and a.currency_code = ?)"

/** Holds that wait for an approval, the oldest first. */
export async function readWaitingHolds(
  db: Database,
  { accountId, orderId, currencyCode, without = [], limit, offset = 0 }: WaitingQuery,
): Promise<WaitingHold[]> {
  return rows<WaitingHold>(
    db,
    `select h.*, m.customer_id, trim_scale(greatest(coalesce(b.credit_limit, 0) * (1 + b.tolerance) - b.balance - b.held, 0))::text
       as available, trim_scale(coalesce(b.credit_limit, 0) * (1 + b.tolerance) - b.balance - b.held)::text as room
     from (${HOLD} where h.status = 'waiting' and (?::text is null or h.account_id = ?)
       and (?::text is null or h.order_id = ?)
       and (?::text is null or ${IN_CURRENCY}) and h.account_id <> all (?::text[])
       order by h.created_at, h.order_id limit ? offset ?) h
     join clientele_credit_account b on b.customer_id = h.account_id
     join clientele_credit_member m on m.id = h.member_id::bigint order by h.created_at, h.order_id`,
    [accountId, accountId, orderId, orderId, currencyCode, currencyCode, without, limit, offset].map(
      (one) => one ?? null,
    ),
  )
}

/** @param currencyCode only accounts in this currency, ISO 4217 in lower case @param without accounts to leave out */
export async function countWaitingHolds(
  db: Database,
  currencyCode: string | null,
  without: readonly string[] = [],
): Promise<number> {
  const [row] = await rows<{ n: number }>(
    db,
    `select count(*)::integer as n from clientele_credit_hold h
     where status = 'waiting' and (?::text is null or ${IN_CURRENCY}) and h.account_id <> all (?::text[])`,
    [currencyCode, currencyCode, without],
  )
  return row?.n ?? 0
}

/** `decided`: whether this call did it. */
export type Decision = { decided: boolean; status: CreditHold["status"] | "not_a_member" }

/** @param amount the amount that an approval holds; `null` rejects */
export async function decideHold(
  db: Database,
  orderId: string,
  amount: string | null,
  actorId: string | null,
): Promise<Decision> {
  const [row] = await rows<Decision>(db, "select * from clientele_credit_hold_decide(?, ?, ?::numeric, ?)", [
    orderId,
    amount !== null,
    amount,
    actorId,
  ])
  return row as Decision
}

/**
 * Orders of these carts that hold or owe credit. `attempt_over`: the completion that made it has lost Medusa's lock on the cart,
 * which lasts two minutes.
 */
export async function readAttempts(db: Database, cartIds: readonly string[]): Promise<CompletionAttempt[]> {
  return rows<CompletionAttempt>(
    db,
    `select h.order_id, h.created_at < clock_timestamp() - interval '150 seconds' as attempt_over
     from clientele_credit_hold h where h.cart_id = any (?) and h.status <> 'released' order by h.order_id`,
    [cartIds],
  )
}

/** Whether any order of the store has ever been put on account. */
export async function hasHolds(db: Database): Promise<boolean> {
  const [row] = await rows<{ some: boolean }>(db, "select exists (select 1 from clientele_credit_hold) as some")
  return row?.some === true
}
