import { generateEntityId } from "@medusajs/framework/utils"
import { type Database, rows } from "../../../kernel/database"
import { NOT_DUE } from "../domain/due-date"
import type { CreditReading, CreditSettlement, CreditSettlementOutcome, Receivable } from "../types"
import { readHolds } from "./credit-holds"

const COLUMNS = `id, account_id, order_id, trim_scale(charged)::text as charged, trim_scale(open)::text as open,
  payment_terms, issued_on::text, nullif(due_on::text, '${NOT_DUE}') as due_on, po_number, note`
const RECEIVABLE = `select ${COLUMNS} from clientele_credit_receivable`

export async function readReceivablesOfOrders(db: Database, orderIds: readonly string[]): Promise<Receivable[]> {
  return rows<Receivable>(db, `${RECEIVABLE} where order_id = any (?)`, [orderIds])
}

/** Maximum items of one call for all accounts. */
const ANNOUNCED_AT_ONCE = 500

/**
 * Paid items of these accounts, or of any, that no call has returned since they were last open. Items that another
 * transaction is changing are left for a later call.
 */
export async function announcePaid(db: Database, accountIds: readonly string[] | null): Promise<Receivable[]> {
  return rows<Receivable>(
    db,
    `with changed as (
       select id from clientele_credit_receivable
       where ${accountIds ? "account_id = any (?) and" : ""} paid_announced <> (open = 0 and charged > 0)
       ${accountIds ? "" : "limit ?"} for no key update skip locked),
     done as (
       update clientele_credit_receivable r set paid_announced = (r.open = 0 and r.charged > 0)
       from changed where r.id = changed.id returning r.*)
     select ${COLUMNS} from done where paid_announced order by due_on, id`,
    [accountIds ?? ANNOUNCED_AT_ONCE],
  )
}

/** Draws the fencing token before anything is read. */
export async function drawReading(db: Database, orderIds: readonly string[]): Promise<CreditReading> {
  const [drawn] = await rows<{ token: string }>(db, "select nextval('clientele_credit_fencing_token')::text as token")
  const [holds, receivables] = await Promise.all([readHolds(db, orderIds), readReceivablesOfOrders(db, orderIds)])
  return {
    fencing_token: drawn?.token ?? "0",
    holds: new Map(holds.map((hold) => [hold.order_id, hold])),
    receivables: new Map(receivables.map((one) => [one.order_id ?? "", one])),
  }
}

type Settled = {
  outcome: CreditSettlementOutcome["outcome"]
  account_id: string | null
  version: string | null
  amount: string
  balance_after: string | null
}

/** @throws PostgreSQL's `55P03` if another session holds the account for two seconds */
export async function settleOrder(
  db: Database,
  { order_id, target, issued_on, due_on, po_number, note }: CreditSettlement,
  fencingToken: string,
): Promise<CreditSettlementOutcome> {
  const [settled] = await rows<Settled>(
    db,
    `select outcome, account_id, version::text, trim_scale(amount)::text as amount,
       trim_scale(balance_after)::text as balance_after
     from clientele_credit_settle(?, ?::numeric, ?::bigint, ?, ?::date, ?::date, ?, ?)`,
    [
      order_id,
      target,
      fencingToken,
      generateEntityId(undefined, "crec"),
      issued_on,
      due_on,
      po_number ?? null,
      note ?? null,
    ],
  )
  const { outcome, account_id, version, amount, balance_after } = settled as Settled
  const entry_id = outcome === "posted" ? `${account_id}:${version}` : null
  return { order_id, outcome, account_id, entry_id, amount, balance_after }
}
