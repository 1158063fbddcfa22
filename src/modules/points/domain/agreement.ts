/** What an order and the ledger say of one redemption (contract R34, R47). Points are whole and not negative. */
export type RedemptionFacts = {
  /** The order is there. */
  exists: boolean
  /** Points that its discount takes, as it was made; `null` where its hold is unknown, 0 without a discount of ours. */
  expected: number | null
  /** Points that were deducted for it and not undone with the order. */
  deducted: number
  /** The hold says that it was posted for this order. */
  hold_posted: boolean
  /** The order belongs to a cart. */
  linked: boolean
  /** No request completes the cart any more, so a link that is missing now stays missing. */
  attempt_over: boolean
}

export const disagreementKinds = ["orphan", "no_deduction", "no_discount", "other_amount", "hold_not_posted"] as const

/**
 * - `orphan`: order and deduction agree, but the order belongs to no cart, as its completion was cut off;
 * - `no_deduction`: a discount without a deduction of points;
 * - `no_discount`: a deduction without an order, or with an order that has no discount of ours;
 * - `other_amount`: both are there, for different points;
 * - `hold_not_posted`: both agree, but the hold says something else.
 */
export type DisagreementKind = (typeof disagreementKinds)[number]

/** How an order and the ledger disagree on a redemption; `null` where they agree, or an order is just being made. */
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
