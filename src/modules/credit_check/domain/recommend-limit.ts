import { type Decimal, decimal, minorUnitDigits } from "../../../kernel/money"
import type { ModelOptions, Rating } from "./model-options"
import type { CreditSnapshot } from "./snapshot"

/**
 * The recommended limit of a rating (contract R25): a number of months of purchases, rounded down to two digits, at most
 * `growth` times the current limit. A good payer keeps at least the current limit. A poor payer or a thin file gets no
 * higher limit.
 *
 * @returns a decimal string in the snapshot's currency, at least 0, never finer than its minor unit
 */
export function recommendLimit(
  snapshot: CreditSnapshot,
  rating: Rating,
  isThin: boolean,
  { limit }: ModelOptions,
): string {
  const { currency_code, charges, credit_limit } = snapshot
  const current = decimal(credit_limit)
  const covered = roundedDown(decimal(charges.amount).times(limit.months[rating]), 12, currency_code)
  const grown = current.gt(0) ? least(covered, current.times(limit.growth)) : covered
  const bounded = withinCurrent(grown, current, rating, isThin)
  const maximum = limit.maximum[currency_code]
  return (maximum === undefined ? bounded : least(bounded, decimal(maximum))).toFixed()
}

function withinCurrent(amount: Decimal, current: Decimal, rating: Rating, isThin: boolean): Decimal {
  if (rating === "excellent" || rating === "good") {
    return amount.gt(current) ? amount : current
  }
  const mayRise = rating === "fair" && !(isThin && current.gt(0))
  return mayRise ? amount : least(amount, current)
}

/** `amount` ÷ `divisor`, rounded down to two significant digits and to the currency's minor unit. */
function roundedDown(amount: Decimal, divisor: number, currency: string): Decimal {
  const minorUnits = decimal(10).pow(minorUnitDigits(currency))
  const whole = amount.times(minorUnits).dividedToIntegerBy(divisor).toFixed()
  const kept = whole.slice(0, 2).padEnd(whole.length, "0")
  // A shift of the decimal point, so there is nothing to round.
  return decimal(kept).shiftedBy(-minorUnitDigits(currency))
}

const least = (one: Decimal, other: Decimal) => (one.lt(other) ? one : other)
