import { type Database, prepare, rows, rowsDirect } from "../../../kernel/database"
import type { CompletionAttempt, CreditHold, HoldOutcome, HoldRequest, Membership } from "../types"

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

/** One round trip; locks the account. @param timeZone whose calendar says what is overdue */
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
  trim_scale(h.amount)::text as amount, a.currency_code, h.payment_terms, h.status, h.waits_for, h.created_at
  from clientele_credit_hold h join clientele_credit_account a on a.customer_id = h.account_id`

export async function readHolds(db: Database, orderIds: readonly string[]): Promise<CreditHold[]> {
  return rows<CreditHold>(db, `${HOLD} where h.order_id = any (?)`, [orderIds])
}

/** The newest hold that stands for a payment session. */
export async function readHoldOfSession(db: Database, sessionId: string): Promise<CreditHold | null> {
  const [found] = await rows<CreditHold>(
    db,
    `${HOLD} where h.payment_session_id = ? and h.status <> 'released' order by h.created_at desc limit 1`,
    [sessionId],
  )
  return found ?? null
}

/** Holds that wait for an approval, the oldest first. */
export async function readWaitingHolds(db: Database, limit: number, offset: number): Promise<CreditHold[]> {
  const sql = `${HOLD} where h.status = 'waiting' order by h.created_at, h.order_id limit ? offset ?`
  return rows<CreditHold>(db, sql, [limit, offset])
}

/** `decided`: whether this call did it. */
export type Decision = { decided: boolean; status: CreditHold["status"] }

/** @param amount what an approval holds; `null` rejects */
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
