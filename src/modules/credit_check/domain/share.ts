import { type Decimal, decimal } from "../../../kernel/money"

/**
 * `points` × `part` ÷ `whole`, rounded half up. Exact, because the only division is of whole numbers, so no setting of the
 * decimal library affects it.
 *
 * @param part below 0 counts as 0, above `whole` as `whole`
 * @param whole above 0
 * @returns a whole number from 0 to `points`
 */
export function shareOf(points: number, part: Decimal, whole: Decimal): number {
  const bounded = part.lt(0) ? decimal(0) : part.gt(whole) ? whole : part
  return rounded(bounded.times(points), whole)
}

/** `part` ÷ `whole` as a whole number, rounded half up, also below 0. @param whole above 0 */
export function rounded(part: Decimal, whole: Decimal): number {
  const twice = part.times(2).plus(whole)
  const divisor = whole.times(2)
  const truncated = twice.dividedToIntegerBy(divisor)
  const isBelow = truncated.times(divisor).gt(twice)
  return truncated.minus(isBelow ? 1 : 0).toNumber()
}
