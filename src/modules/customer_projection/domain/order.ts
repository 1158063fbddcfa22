import { type Amount, type Decimal, decimal, roundToMinorUnit } from "../../../kernel/money"

/** What the worth of an order is made of; amounts in major units. */
export type OrderMoney = {
  currency_code: string
  /** What the order costs now: after edits and returns. */
  total: Amount
  /** Σ captured. */
  paid: Amount
  /** Σ given back. */
  refunded: Amount
  is_sale: boolean
}

/**
 * What an order is worth to the shop (contract R16): what it costs, paid or not; where money was given back, no more than
 * what was kept of it. A return that is refunded lowers both and counts once. A draft or canceled order is worth nothing.
 */
export function revenueOf({ currency_code, total, paid, refunded, is_sale }: OrderMoney): Decimal {
  if (!is_sale) {
    return decimal(0)
  }
  const kept = decimal(paid).minus(decimal(refunded))
  const worth = decimal(refunded).gt(0) && kept.lt(decimal(total)) ? kept : decimal(total)
  return roundToMinorUnit(worth.isNegative() ? 0 : worth, currency_code)
}

/** A transaction is an order for which money has come in, whether or not it went back later (contract R11, first document). */
export function isTransaction({ paid, refunded }: Pick<OrderMoney, "paid" | "refunded">): boolean {
  return decimal(paid).gt(0) || decimal(refunded).gt(0)
}
