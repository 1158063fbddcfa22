import { type Decimal, decimal } from "../../../kernel/money"

/** What of a buyer and the account decides about an order. Amounts are decimal strings in `currency_code`. */
type Buyer = {
  currency_code: string
  on_hold: string
  /** What is left of the limit with its tolerance; negative where the account is beyond it. */
  room: string
  /** What is overdue beyond what the account tolerates. */
  overdue_excess: string
  spending_limit: string | null
  /** In the buyer's period; `null` without a limit of their own. */
  spent: string | null
}

/** Why an order would get no credit, with what is missing. */
export type Obstacle = {
  code: "currency_mismatch" | "credit_on_hold" | "credit_overdue" | "member_limit_exceeded" | "credit_limit_exceeded"
  /** A decimal string in the order's currency. */
  shortfall: string
}

/**
 * Everything that keeps a member from buying for so much on terms, in the order in which `clientele_credit_hold_place` looks: it
 * refuses for the first one. An order that costs nothing needs no credit.
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
