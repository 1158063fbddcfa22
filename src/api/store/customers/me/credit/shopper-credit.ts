import type { Buyer, ListedReceivable } from "../../../../../modules/credit"
import { number, numberOrNull, toReceivable } from "../../../../shared/credit-answers"

/** An account for its member: without the customer's id, the tolerances and the other members (ADR 0007). */
export const toShopperCredit = (buyer: Buyer) => ({
  currency_code: buyer.currency_code,
  credit_limit: numberOrNull(buyer.credit_limit),
  current_balance: number(buyer.current_balance),
  held: number(buyer.held),
  available: number(buyer.available),
  overdue_amount: number(buyer.overdue_amount),
  payment_terms: buyer.payment_terms,
  on_hold: buyer.on_hold,
  spending_limit: numberOrNull(buyer.spending_limit),
  spending_period: buyer.spending_period,
  spent: numberOrNull(buyer.spent),
  spending_left: numberOrNull(buyer.spending_left),
})

/** A receivable without the notes of admin users (ADR 0015). */
export function toShopperReceivable(row: ListedReceivable) {
  const { note: _note, ...receivable } = toReceivable(row)
  return receivable
}
