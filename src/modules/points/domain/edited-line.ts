import { type Amount, type Decimal, decimal, sum } from "../../../kernel/money"

/** A line of an order after a change, with the part that points paid before (contract M46, M47). */
export type EditedLine = {
  /** Of one piece, in the line's own tax basis. */
  unit_price: Amount
  quantity: Amount
  /** Received back or dismissed, after the change. */
  returned: Amount
  is_tax_inclusive: boolean
  /** Σ of the tax lines' rates, in percent. */
  tax_percent: Amount
  /** All other discounts for the whole quantity, after the change. */
  others: readonly { amount: Amount; is_tax_inclusive: boolean }[]
  /** The points' discount for the whole quantity, on the order's newest version before the change. */
  posted: { amount: Amount; is_tax_inclusive: boolean }
  before: { quantity: Amount; returned: Amount }
}

/**
 * Computes the points' discount that a changed line keeps (ADR 0036): the earlier discount, at most the line's value after
 * its other discounts. The pieces that are not returned never get a larger discount than before, because the points of the
 * returned pieces went back.
 *
 * @returns amount in the tax basis of `posted`, not negative, not rounded
 */
export function keptOfLine(line: EditedLine): Decimal {
  const withTax = decimal(line.tax_percent).div(100).plus(1)
  const inBasis = (amount: Decimal, isGross: boolean) => {
    if (isGross === line.posted.is_tax_inclusive) {
      return amount
    }
    return isGross ? amount.div(withTax) : amount.times(withTax)
  }
  const price = inBasis(decimal(line.unit_price).times(decimal(line.quantity)), line.is_tax_inclusive)
  const left = price.minus(sum(line.others.map((one) => inBasis(decimal(one.amount), one.is_tax_inclusive))))
  const smallest = [decimal(line.posted.amount), left, notReturned(line)].reduce((least, one) =>
    one.lt(least) ? one : least,
  )
  return smallest.gt(0) ? smallest : decimal(0)
}

/** The discount that gives the pieces that are not returned the same share as before. */
function notReturned({ posted, quantity, returned, before }: EditedLine): Decimal {
  const here = decimal(quantity).minus(decimal(returned))
  const had = decimal(before.quantity)
  if (here.lte(0) || had.lte(0)) {
    return decimal(posted.amount)
  }
  const hereBefore = had.minus(decimal(before.returned))
  // Multiply before dividing, because a division leaves rounding errors.
  return decimal(posted.amount).times(hereBefore).times(decimal(quantity)).div(had.times(here))
}
