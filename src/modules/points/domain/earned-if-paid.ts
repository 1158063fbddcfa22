import { decideEarning, type EarningContext } from "./earning"
import type { OrderFacts } from "./order-facts"

type Goods = Pick<OrderFacts, "order_id" | "email" | "currency_code" | "items">

/**
 * Computes the points that an order of these goods would earn if it were placed, paid and completed at `context.now`
 * (contract R41, R66). Nothing is stored.
 */
export function earnedIfPaid(goods: Goods, context: Omit<EarningContext, "earlier">): number {
  const { now } = context
  const facts: OrderFacts = {
    ...goods,
    is_canceled: false,
    is_draft: false,
    placed_at: now,
    completed_at: now,
    // Nothing is left to pay, because a paid order earns on all of its goods.
    total: 0,
    first_payment: null,
    credit_lines: [],
    captures: [],
    refunds: [],
  }
  const decision = decideEarning(facts, { ...context, earlier: null })
  return decision.kind === "settle" ? decision.target : 0
}
