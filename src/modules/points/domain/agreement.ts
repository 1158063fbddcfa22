/** One redemption in the order and in the ledger (contract R34, R47). Points are whole and not negative. */
export type RedemptionFacts = {
  /** The order is there. */
  exists: boolean
  /** Points of the order's discount at its placing; `null` if the hold is unknown, 0 without a discount of ours. */
  expected: number | null
  /** Points that were deducted for the order and not undone with it. */
  deducted: number
  /** Whether the hold was posted for this order. */
  hold_posted: boolean
  /** Whether the order belongs to a cart. */
  linked: boolean
  /** Whether the completion has ended, so that a missing link stays missing. */
  attempt_over: boolean
}

export const disagreementKinds = ["orphan", "no_deduction", "no_discount", "other_amount", "hold_not_posted"] as const

/**
 * - `orphan`: order and deduction agree, but the order belongs to no cart, because its completion was interrupted;
 * - `no_deduction`: a discount without a deduction of points;
 * - `no_discount`: a deduction without an order, or with an order that has no discount of ours;
 * - `other_amount`: both are there, for different points;
 * - `hold_not_posted`: both agree, but the hold was not posted for this order.
 */
export type DisagreementKind = (typeof disagreementKinds)[number]

/**
 * The disagreement of an order and the ledger about a redemption; `null` if they agree, or while the order is being
 * created.
 */
export function findDisagreement(facts: RedemptionFacts): DisagreementKind | null {
  if (facts.deducted === 0) {
    return facts.exists && facts.expected !== 0 ? "no_deduction" : null
  }
  if (!facts.exists || facts.expected === 0) {
    return "no_discount"
  }
  if (facts.expected !== facts.deducted) {
    return "other_amount"
  }
  if (!facts.hold_posted) {
    return "hold_not_posted"
  }
  return facts.linked || !facts.attempt_over ? null : "orphan"
}
