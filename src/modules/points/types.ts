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

/** A period of an admin user or a secret key; `until` is `null` for one that has not ended. */
export type ActorPeriod = { actor_id: string; since: Date; until: Date | null }

/** A points account (contract R31). All numbers are points. */
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

/** The settlement that brings an order to its target; see `decideEarning`. */
export type Settlement = {
  order_id: string
  mailbox: string
  target: number
  may_rise: boolean
  /** The reader found no earlier award of the order, so the calculation has new terms. */
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
 * A fencing token drawn before orders are read, and the orders' earlier awards. The ledger refuses a settlement with an
 * older token than the last one of the order, because its reading can be older, too.
 */
export type Reading = {
  fencing_token: string
  awards: Map<string, EarlierAward>
  /** The times at which orders were first seen completed. */
  completions: Map<string, Date>
}

export type Adjustment = {
  mailbox: string
  /** Signed, not 0. */
  points: number
  /** The reason in the merchant's words. */
  stated_reason: string
  note?: string | null
  actor_id: string
  /** The caller's idempotency key. Without one, every call posts a new entry. */
  idempotency_key?: string
  /** Allows a balance below zero. */
  allow_negative?: boolean
  reason?: "manual" | "import"
}

export type Merge = {
  /** The mailbox whose points move. Its account must exist. */
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
  /** Maximum percent of the goods after other discounts that points can pay, 1 to 100; default 100. */
  max_percent?: number
  /** Minimum points that the cart must carry, else it carries none; default 0. */
  min_points?: number
  /** Minimum value of the goods for the use of points; default 0. */
  min_checkout_total?: number
  /** Id of the token that verified the mailbox. */
  proof_id?: string | null
  expires_at: Date
  /** The requested points, if the cart carries fewer; default `points`. */
  requested?: number
}

/** A hold that is lowered to the points that its cart carries. Points, whole, 0 < `to` < `from`. */
export type Shrinkage = {
  id: string
  /** The hold's points when the cart was read. */
  from: number
  to: number
  /** The requested points; `null` if the cart changed since, because the request no longer applies. */
  requested: number | null
}

/** A hold. Its id is the code of the cart's adjustments. */
export type Hold = {
  id: string
  cart_id: string
  mailbox: string
  points: number
  /** The last requested points; more than `points` if the cart carries fewer. */
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
  /**
   * Whether the attempt that posted it has ended: its connection is closed, or it began longer ago than Medusa's lock on a
   * cart lasts.
   */
  attempt_over: boolean
}

/** The ledger's deduction for an order. */
export type OrderDeduction = {
  order_id: string
  hold_id: string
  /** Points, above 0. */
  deducted: number
  hold_posted: boolean
  attempt_over: boolean
}

/** An order whose discount and deduction disagree (contract R34). Points; `expected` is null if the hold is unknown. */
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

/** A disagreement of an account's figures (contract M1, M2, M9). */
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

/** A row of an import. `expires_at`: `null` for the settings' expiry. */
export type ImportedRow = {
  mailbox: string
  /** Signed, not 0. */
  points: number
  idempotency_key: string
  stated_reason: string
  note: string | null
  expires_at: Date | null
}

/** The entry of a row; absent if it was not posted. */
export type PostedRow = {
  outcome: "applied" | "known" | "short" | "full" | "expired" | "conflict"
  account_id: string
  version: number
  balance_after: number
}

/** The reason why an imported entry is not reversed. */
export type KeptBecause = "spent" | "expired" | "merged" | "held" | "full" | "gone"

/** The result for an entry. `is_new`: this call wrote the reversing entry. */
export type TakenBack = {
  outcome: "reversed" | KeptBecause
  account_id: string
  version: number
  points: number
  balance_after: number
  is_new: boolean
}

/** The entries to reverse, and the texts of the reversing entries. */
export type TakeBackBatch = {
  entries: readonly { account_id: string; version: number }[]
  stated_reason: string
  actor_id: string
}
