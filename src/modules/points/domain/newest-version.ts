import { type Amount, sum } from "../../../kernel/money"
import { keptOfLine } from "./edited-line"
import { type ItemFacts, type OrderFacts, pointsToReturn } from "./order-facts"

/** Points of one order, whole and not negative. `made` is an amount in the order's currency. */
export type ChangedRedemption = {
  deducted: number
  /** Points returned to the account so far. */
  given: number
  /** The points' discount on the order when it was placed. */
  made: Amount
}

/**
 * Finds a changed order whose newest version has a discount by points that were returned, or a larger one than its lines
 * are worth, as after an edit before ADR 0036 (contract M46, M47). Points that are returned late are no disagreement.
 *
 * @returns the points that the version can have, and the points deducted and not returned; `null` if they agree
 */
export function judgeNewestVersion(
  facts: OrderFacts,
  { deducted, given, made }: ChangedRedemption,
): { expected: number; deducted: number } | null {
  const due = pointsToReturn(facts, deducted, made)
  const worth = pointsToReturn({ ...facts, items: facts.items.map(withWorthOnly) }, deducted, made)
  return given > due || worth > due ? { expected: deducted - worth, deducted: deducted - given } : null
}

/** A line whose points' discount is at most its value after the other discounts. */
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
