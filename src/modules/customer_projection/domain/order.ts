import { type Amount, type Decimal, decimal, roundToMinorUnit } from "../../../kernel/money"

/** The amounts that an order's revenue is computed from, in major units. */
export type OrderMoney = {
  currency_code: string
  /** The order's total now, after edits and returns. */
  total: Amount
  /** Σ captured. */
  paid: Amount
  /** Σ given back. */
  refunded: Amount
  is_sale: boolean
}

/**
 * The revenue of an order (contract R16): its total, paid or not; after a refund, at most the money that was kept. A
 * refunded return lowers both amounts and counts once. A draft or canceled order has no revenue.
 */
export function revenueOf({ currency_code, total, paid, refunded, is_sale }: OrderMoney): Decimal {
  if (!is_sale) {
    return decimal(0)
  }
  const kept = decimal(paid).minus(decimal(refunded))
  const worth = decimal(refunded).gt(0) && kept.lt(decimal(total)) ? kept : decimal(total)
  return roundToMinorUnit(worth.isNegative() ? 0 : worth, currency_code)
}

/** A transaction is an order for which money came in, even if it was refunded later (contract R11, first document). */
export function isTransaction({ paid, refunded }: Pick<OrderMoney, "paid" | "refunded">): boolean {
  return decimal(paid).gt(0) || decimal(refunded).gt(0)
}
