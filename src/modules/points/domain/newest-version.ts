import { type Amount, sum } from "../../../kernel/money"
import { keptOfLine } from "./edited-line"
import { type ItemFacts, type OrderFacts, pointsToReturn } from "./order-facts"

/** Points of one order; all whole and not negative, but `made`, an amount in its currency. */
export type ChangedRedemption = {
  deducted: number
  /** Went back to their owner so far. */
  given: number
  /** The points' discount on the order as it was made. */
  made: Amount
}

/**
 * Whether the newest version of a changed order carries points as a discount that went back, or more of them than its
 * lines are worth, as after an edit before ADR 0036 (contract M46, M47). Points that are only late in going back are no
 * disagreement.
 *
 * @returns points that the version may carry, and those deducted and not given back; `null` where they agree
 */
export function judgeNewestVersion(
  facts: OrderFacts,
  { deducted, given, made }: ChangedRedemption,
): { expected: number; deducted: number } | null {
  const due = pointsToReturn(facts, deducted, made)
  const worth = pointsToReturn({ ...facts, items: facts.items.map(withWorthOnly) }, deducted, made)
  return given > due || worth > due ? { expected: deducted - worth, deducted: deducted - given } : null
}

/** A line whose points' discount is no more than the line is worth after its other discounts. */
function withWorthOnly(item: ItemFacts): ItemFacts {
  const ours = item.discounts.filter(({ hold_id }) => hold_id)
  const [first] = ours
  if (!first) {
    return item
  }
  const others = item.discounts.filter(({ hold_id }) => !hold_id)
  const posted = { amount: sum(ours.map(({ amount }) => amount)), is_tax_inclusive: first.is_tax_inclusive }
  const same = { quantity: item.quantity, returned: item.returned_quantity }
  const amount = keptOfLine({ ...item, ...same, others, posted, before: same })
  return { ...item, discounts: [...others, { ...first, amount }] }
}
