import { type Decimal, decimal } from "../../../kernel/money"

/** The figures of a buyer and the account that decide about an order. Decimal strings in `currency_code`. */
type Buyer = {
  currency_code: string
  on_hold: string
  /** The available limit including tolerance; negative if the account is beyond it. */
  room: string
  /** The overdue amount beyond the account's tolerance. */
  overdue_excess: string
  spending_limit: string | null
  /** In the buyer's period; `null` without a limit of their own. */
  spent: string | null
}

/** The reason why an order would get no credit, with the shortfall. */
export type Obstacle = {
  code: "currency_mismatch" | "credit_on_hold" | "credit_overdue" | "member_limit_exceeded" | "credit_limit_exceeded"
  /** A decimal string in the order's currency. */
  shortfall: string
}

/**
 * All reasons why a member cannot buy for this amount on terms, in the order in which `clientele_credit_hold_place` checks
 * them. That function refuses for the first one. An order that costs nothing needs no credit.
 *
 * @param currencyCode of the order, ISO 4217 in lower case
 */
export function obstaclesOf(buyer: Buyer, amount: Decimal, currencyCode: string): Obstacle[] {
  if (buyer.currency_code !== currencyCode) {
    return [{ code: "currency_mismatch", shortfall: amount.toFixed() }]
  }
  if (amount.lte(0)) {
    return []
  }
  const missing: [Obstacle["code"], Decimal][] = [
    ["credit_on_hold", buyer.on_hold === "orders" ? amount : decimal(0)],
    ["credit_overdue", decimal(buyer.overdue_excess)],
    [
      "member_limit_exceeded",
      buyer.spending_limit === null
        ? decimal(0)
        : decimal(buyer.spent ?? 0)
            .plus(amount)
            .minus(decimal(buyer.spending_limit)),
    ],
    ["credit_limit_exceeded", amount.minus(decimal(buyer.room))],
  ]
  return missing.flatMap(([code, shortfall]) => (shortfall.gt(0) ? [{ code, shortfall: shortfall.toFixed() }] : []))
}
