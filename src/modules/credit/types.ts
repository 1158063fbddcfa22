import type { AgedAccount, AgedAmounts, AgedCurrency, Aging } from "./domain/aging"
import type { Allocation, PostingRequest } from "./domain/cash-request"
import type { CreditStanding } from "./domain/credit-standing"
import type { Statement, StatementRow } from "./domain/statement"
import type { Terms } from "./domain/terms"

export type { Dispute } from "./sql/disputes"
export type { DueItem } from "./sql/reminders"
export type {
  AgedAccount,
  AgedAmounts,
  AgedCurrency,
  Aging,
  Allocation,
  CreditStanding,
  PostingRequest,
  Statement,
  StatementRow,
  Terms,
}

/** Key of the module in Medusa's container. */
export const CREDIT_MODULE = "clientele_credit"

/** A credit account: limit, terms and balance (contract R22). Amounts are decimal strings in `currency_code`. */
export type CreditAccount = {
  customer_id: string
  /** ISO 4217, lower case, as Medusa writes it. */
  currency_code: string
  /** `null`: none agreed; `"0"`: no credit. */
  credit_limit: string | null
  /** `net_0` … `net_120`, or `eom`; `null` if none are agreed. */
  payment_terms: string | null
  /** The block: nothing, new orders, or shipping. Payments are never blocked. */
  on_hold: "none" | "orders" | "shipping"
  /** Share of the limit that may be exceeded: 0 to 1. */
  tolerance: string
  /** An overdue amount above this blocks orders. If this and `overdue_block_days` are `null`, nothing does. */
  overdue_block_amount: string | null
  /** Days after the due date that do not count as overdue for the block. */
  overdue_block_days: number | null
  /** Whether payments are allocated to the oldest items automatically. */
  allocation: "automatic" | "manual"
  /** A payment that is short by at most this amount closes the item; the rest is written off. */
  short_payment_tolerance: string
  /** The customer's balance: Σ of the ledger's entries. */
  current_balance: string
  /** The amount held by orders that are not settled yet. */
  held: string
  /** Money that is not allocated to a receivable. */
  unapplied: string
  /** `credit_limit` × (1 + `tolerance`) − `current_balance` − `held`, at least 0. */
  available: string
}

/** A customer who can buy on an account. */
export type Membership = { member_id: string; account_id: string; currency_code: string }

/** Why an order gets no credit (contract R24). */
export type CreditRefusal =
  | "credit_limit_exceeded"
  | "credit_on_hold"
  | "credit_overdue"
  | "currency_mismatch"
  | "not_a_member"
  | "member_limit_exceeded"

/** An order's request for credit. Amounts are decimal strings in major units. */
export type HoldRequest = {
  order_id: string
  account_id: string
  /** The buyer. */
  customer_id: string
  cart_id: string | null
  payment_session_id: string | null
  /** The order's total, rounded to the currency's minor unit. */
  amount: string
  /** ISO 4217, any case. */
  currency_code: string
  /** Option `credit.overLimit`. */
  over_limit: "reject" | "approve"
  /** An admin user puts the order on account regardless of limit and blocks. */
  override?: boolean
}

export type HoldOutcome =
  | { status: "held"; available: string }
  | { status: "waiting" | "refused"; code: CreditRefusal; available: string; shortfall: string }
  /** The order already has a receivable. */
  | { status: "posted"; available: string }

export type CreditHold = {
  order_id: string
  account_id: string
  member_id: string
  cart_id: string | null
  payment_session_id: string | null
  amount: string
  currency_code: string
  /** As agreed when the order was made. */
  payment_terms: string | null
  status: "held" | "waiting" | "posted" | "released"
  waits_for: CreditRefusal | null
  /** The time of the approval. For a waiting hold, the time of the rejection: its order is being canceled. */
  decided_at: Date | null
  created_at: Date
}

/** `owed`: the receivable's charge, or the held amount before there is a receivable. */
export type HoldOfSession = CreditHold & { owed: string }

/** `limit`: maximum rows. `accountId`, `orderId`, `currencyCode`: only holds of this account, order or currency. */
export type WaitingQuery = {
  accountId?: string
  orderId?: string
  currencyCode?: string | undefined
  /** Accounts that are left out. */
  without?: readonly string[]
  limit: number
  offset?: number
}

/** `after`: an order's id, `""` for the first page. `since`: holds from then on. */
export type StandingQuery = { after: string; since: Date | null; limit: number }

/** A hold that waits for an approval. */
export type WaitingHold = CreditHold & {
  /** The buyer. */
  customer_id: string
  available: string
  /** The same, and below 0 if the account is beyond its limit. */
  room: string
}

/** An order on terms, and whether the completion that created it can still be running. */
export type CompletionAttempt = { order_id: string; attempt_over: boolean }

/** What one order owes. */
export type Receivable = {
  id: string
  account_id: string
  order_id: string | null
  charged: string
  open: string
  payment_terms: string | null
  /** Days of the store's calendar, YYYY-MM-DD. */
  issued_on: string
  /** `null` before the goods are sent, if terms count from shipping. */
  due_on: string | null
  po_number: string | null
  note: string | null
}

/** The data of one reading of orders, for their settlement. */
export type CreditReading = {
  /** Drawn before the orders are read, so that an older reading never overrides a newer one. */
  fencing_token: string
  holds: Map<string, CreditHold>
  receivables: Map<string, Receivable>
}

export type CreditSettlement = {
  order_id: string
  /** The account of the hold. Of several orders on a locked account, only one waits for the lock. */
  account_id?: string
  /** The amount that the order owes, a decimal string in major units; below 0 counts as 0. */
  target: string
  issued_on: string
  due_on: string
  po_number?: string | null
  note?: string | null
}

export type CreditSettlementOutcome = {
  order_id: string
  /** `busy`: another session has the account; settle it again later. */
  outcome: "posted" | "unchanged" | "outdated" | "waiting" | "no_hold" | "busy"
  account_id: string | null
  entry_id: string | null
  /** Signed; `"0"` if nothing was posted. */
  amount: string
  balance_after: string | null
}

/** A member with the account, as the storefront sees both (contract R27). Amounts are decimal strings in `currency_code`. */
export type Buyer = Pick<
  CreditAccount,
  "currency_code" | "credit_limit" | "payment_terms" | "on_hold" | "current_balance" | "held" | "available"
> & {
  account_id: string
  customer_id: string
  /** The available limit including tolerance; negative if the account is beyond it. */
  room: string
  overdue_amount: string
  /** The overdue amount beyond the tolerance, which blocks orders. */
  overdue_excess: string
  spending_limit: string | null
  spending_period: CreditMember["spending_period"]
  /** The buyer's spending in the period; `null` without a spending limit. */
  spent: string | null
  /** The rest of the spending limit, at least 0. */
  spending_left: string | null
}

/** A customer who may buy on an account. */
export type CreditMember = {
  customer_id: string
  /** The buyer's limit for all orders on terms in a period; `null` for none. */
  spending_limit: string | null
  /** Calendar periods in the store's time zone. */
  spending_period: "day" | "week" | "month" | "quarter" | null
  added_by: string | null
  added_at: Date
}

/** A row of the ledger. */
export type CreditEntry = {
  id: string
  type: "charge" | "payment" | "credit_memo" | "adjustment" | "write_off" | "refund" | "reversal"
  /** Signed: positive raises the balance. */
  amount: string
  balance_after: string
  order_id: string | null
  receivable_id: string | null
  reference: string | null
  reason: string | null
  actor_id: string | null
  created_at: Date
  /** The day of the payment, YYYY-MM-DD. */
  dated_on: string | null
  /** The entry that this one reverses. */
  reverses: string | null
  note: string | null
  method: string | null
}

/** A receivable in a list. */
export type ListedReceivable = Receivable & {
  days_overdue: number
  status: "open" | "overdue" | "paid"
  /** The customer contests the item, so no reminders are sent. */
  disputed: boolean
}

/** Limits and balances of a currency's accounts. Decimal strings. */
export type Exposure = {
  currency_code: string
  accounts: number
  accounts_on_hold: number
  /** Σ of the agreed limits. */
  credit_limit: string
  balance: string
  held: string
  unapplied: string
  available: string
  overdue_amount: string
  accounts_overdue: number
  /** Orders that wait for an approval, and their total at the order's time. */
  waiting_orders: number
  waiting_amount: string
}

/** An account in a list of all. */
export type AccountRow = CreditAccount & { overdue_amount: string; members_count: number }

/** An open item in a list over all accounts. */
export type OpenItem = ListedReceivable & { currency_code: string }

/** The effects of a change of terms, for its undo. */
export type SavedTerms = {
  terms: Terms
  /** Whether the change created the account. Then `before` is an empty account. */
  made: boolean
  before: CreditAccount
  after: CreditAccount
  /** Id of the credit check that recommended the limit. */
  credit_check_id?: string
}

/** The recommendation of a credit check. */
export type CheckedLimit = {
  credit_check_id: string
  /** A decimal string in `currency_code`. */
  credit_limit: string
  /** ISO 4217, lower case. */
  currency_code: string
}

/** The result of applying a check. `applied` is `false` if an earlier call did it. */
export type AppliedLimit = SavedTerms & { credit_check_id: string; applied: boolean }

/** The time at which a credit check became an account's limit, and the actor. */
export type AppliedCheck = { credit_check_id: string; applied_at: Date; applied_by: string | null }

/**
 * The state of an account's ledger at one time, for credit checks (contract R26, ADR 0056). Amounts are decimal strings in
 * `currency_code`; rows are grouped by whole days after the due date.
 */
export type LedgerSnapshot = {
  /** ISO 8601, in UTC. */
  as_of: string
  currency_code: string
  credit_limit: string | null
  balance: string
  held: string
  /** Days since the first order on account; `null` without any. */
  tenure_days: number | null
  /** Payments of items due in the last 24 months. */
  paid: { days_late: number; amount: string; parts: number }[]
  overdue: { days_late: number; amount: string; items: number }[]
  /** Orders of the last 12 months. */
  charges: { count: number; amount: string }
  reversed_payments: number
}

/** Money or a credit that pays an open item. `amount`: the part allocated to the item, a decimal string. */
export type ItemPayment = Pick<CreditEntry, "type" | "amount" | "dated_on" | "reference" | "method" | "created_at"> & {
  entry_id: string
}

/** Money or a credit. Amounts are decimal strings in the account's currency. */
export type CashRequest = PostingRequest & {
  amount: string
  /** If given, it must be the account's currency; ISO 4217, any case. */
  currency_code?: string
  /** Without it: the oldest due items, if the account allocates automatically. `[]`: none. */
  allocations?: readonly Allocation[]
}

/** An allocation of earlier cash to items. */
export type AllocationRequest = Pick<PostingRequest, "account_id" | "idempotency_key" | "actor_id"> & {
  /** The entry whose money is used. Without it: the oldest unapplied cash. */
  entry_id?: string | null
  allocations: readonly Allocation[]
}

/** A change of terms, members or holds. */
export type CreditChange = {
  id: string
  account_id: string
  kind: "terms" | "member" | "hold"
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  changed_by: string | null
  changed_at: Date
}

/** A figure of an account that differs from the sum of its rows. */
export type CreditDisagreement = { account_id: string; kind: string; expected: string; found: string }
