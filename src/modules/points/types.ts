import type { DisagreementKind } from "./domain/agreement"
import type { AwardCalculation, EarlierAward } from "./domain/earning"

/** The container key; prefixed so that a host's own `points` module never clashes. */
export const POINTS_MODULE = "clientele_points"

export type EntryType = "earn" | "redeem" | "adjust"
export type EntryReason =
  | "order"
  | "order_change"
  | "refund_reversal"
  | "redemption"
  | "redeem_return"
  | "expiry"
  | "manual"
  | "import"
  | "merge"

/** A row of the ledger (contract R31). `points` is signed and never 0. */
export type Entry = {
  id: string
  type: EntryType
  reason: EntryReason
  points: number
  balance_after: number
  order_id: string | null
  currency_code: string | null
  stated_reason: string | null
  note: string | null
  actor_id: string | null
  calculation: AwardCalculation | null
  created_at: Date
}

/** A points account as it stands (contract R31). All numbers are points. */
export type AccountView = {
  points_balance: number
  points_available: number
  points_held: number
  points_pending: number
  lifetime_earned: number
  lifetime_redeemed: number
  next_expiry: { points: number; at: Date } | null
  ledger: Entry[]
  next_cursor: string | null
}

/** What brings an order to its target; see `decideEarning`. */
export type Settlement = {
  order_id: string
  mailbox: string
  target: number
  may_rise: boolean
  /** The reader knew of no earlier award of the order, so that the calculation's terms are new ones. */
  first: boolean
  currency_code: string
  available_at: Date | null
  expires_at: Date | null
  calculation: AwardCalculation
}

export type SettlementOutcome = {
  order_id: string
  outcome: "awarded" | "raised" | "reversed" | "unchanged" | "nothing" | "stale" | "read_again" | "busy"
  account_id: string
  version: number
  /** Signed change. */
  points: number
  balance_after: number
}

/** Nothing was posted: another database session holds the order's account. */
export const busyOutcome = (order_id: string): SettlementOutcome => ({
  order_id,
  outcome: "busy",
  account_id: "0",
  version: 0,
  points: 0,
  balance_after: 0,
})

/**
 * A fencing token drawn before orders are read, and what they were granted before. The ledger refuses a settlement whose token
 * is older than one it has seen for the order: its reading of the order may be older too.
 */
export type Reading = {
  fencing_token: string
  awards: Map<string, EarlierAward>
  /** When orders were first seen to be completed. */
  completions: Map<string, Date>
}

export type Adjustment = {
  mailbox: string
  /** Signed, not 0. */
  points: number
  /** Why, in the merchant's words. */
  stated_reason: string
  note?: string | null
  actor_id: string
  /** The caller's key; without one every call is a new entry. */
  idempotency_key?: string
  /** Lets the balance go below zero. */
  allow_negative?: boolean
  reason?: "manual" | "import"
}

export type Merge = {
  /** Whose points move; the account must exist. */
  from: string
  to: string
  stated_reason: string
  actor_id: string
  idempotency_key?: string
}

export type HoldRequest = {
  mailbox: string
  cart_id: string
  points: number
  currency_code: string
  /** Points for 1.00 of discount, frozen on the hold. */
  points_per_currency_discount: number
  /** Most that points may take of the goods after other discounts, 1 to 100; 100 without it. */
  max_percent?: number
  /** Fewest points that the cart must carry, else it carries none; 0 without it. */
  min_points?: number
  /** Least worth of the goods before points may be used; 0 without it. */
  min_checkout_total?: number
  /** What proved the mailbox: a token's id. */
  proof_id?: string | null
  expires_at: Date
  /** What the shopper asked for, where the cart carries less; `points` without it. */
  requested?: number
}

/** A hold that is lowered to what its cart carries. Points, whole, 0 < `to` < `from`. */
export type Shrinkage = {
  id: string
  /** What the hold had when the cart was read. */
  from: number
  to: number
  /** What the shopper asked for; `null` where the cart changed since, so that the request is over. */
  requested: number | null
}

/** A hold as it stands; its id is the code that the cart's adjustments carry. */
export type Hold = {
  id: string
  cart_id: string
  mailbox: string
  points: number
  /** What the shopper asked for last; more than `points` where the cart carries less. */
  requested: number
  status: "held" | "posted" | "released" | "expired"
  currency_code: string
  /** Decimal strings, exact. */
  points_per_currency_discount: string
  max_percent: number
  min_points: number
  min_checkout_total: string
  proof_id: string | null
  order_id: string | null
  ended_because: string | null
  expires_at: Date
}

/** A hold whose points were deducted for an order. */
export type PostedHold = {
  id: string
  cart_id: string
  order_id: string
  /** The attempt that posted it is over: its connection is gone, or it began longer ago than Medusa's lock on a cart lasts. */
  attempt_over: boolean
}

/** What the ledger has deducted for an order. */
export type OrderDeduction = {
  order_id: string
  hold_id: string
  /** Points, above 0. */
  deducted: number
  hold_posted: boolean
  attempt_over: boolean
}

/** An order whose discount and deduction disagree (contract R34). Points; `expected` is null where the hold is unknown. */
export type Disagreement = {
  order_id: string
  hold_id: string
  kind: DisagreementKind
  expected: number | null
  deducted: number
}

/** A completion that was refused because of its points (contract R47). */
export type Refusal = {
  hold_id: string
  cart_id: string
  code: string
  refusals: number
  first_at: Date
  last_at: Date
}

/** One way in which an account's figures disagree (contract M1, M2, M9). */
export type Discrepancy = {
  account_id: string
  kind: "balance" | "lots" | "expired" | "held" | "versions" | "chain" | "lifetime" | "orders" | "returns"
  expected: string
  found: string
}

export type RollForwardRow = {
  date: string
  currency_code: string
  opening: number
  earned: number
  reversed: number
  redeemed: number
  returned: number
  expired: number
  adjusted: number
  closing: number
}

/** A row of an import. `expires_at`: `null` for what the settings say. */
export type ImportedRow = {
  mailbox: string
  /** Signed, not 0. */
  points: number
  idempotency_key: string
  stated_reason: string
  note: string | null
  expires_at: Date | null
}

/** The entry of a row; without one where it was not posted. */
export type PostedRow = {
  outcome: "applied" | "known" | "short" | "conflict"
  account_id: string
  version: number
  balance_after: number
}

/** Why an imported entry is not taken back. */
export type KeptBecause = "spent" | "expired" | "merged" | "held" | "gone"

/** What became of an entry. `is_new`: this call has written the entry that takes it back. */
export type TakenBack = {
  outcome: "reversed" | KeptBecause
  account_id: string
  version: number
  points: number
  balance_after: number
  is_new: boolean
}

/** Which entries are taken back, and what the entries that do so say. */
export type TakeBackBatch = {
  entries: readonly { account_id: string; version: number }[]
  stated_reason: string
  actor_id: string
}
