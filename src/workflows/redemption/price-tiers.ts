/** A range of quantities with the same prices of a price set. Whole numbers, both ends inclusive. */
export type Span = { from: number; to: number }

/** The quantities of a price; `null` is unbounded. */
export type Tier = { min: number | null; max: number | null }

/** Above every allowed quantity: the end of an unbounded span. */
const MOST = 1_000_000_000

/**
 * The quantities around `quantity` at which the same tiers apply, so that one price serves all of them.
 *
 * @param quantity whole number, at least 1
 */
export function spanAround(quantity: number, tiers: readonly Tier[]): Span {
  // Bounds: a tier begins, or the quantity before was the last one of a tier.
  const starts = tiers.flatMap(({ min, max }) => [
    ...(min === null ? [] : [Math.ceil(min)]),
    ...(max === null ? [] : [Math.floor(max) + 1]),
  ])
  return {
    from: Math.max(1, ...starts.filter((start) => start <= quantity)),
    to: Math.min(MOST, ...starts.filter((start) => start > quantity).map((start) => start - 1)),
  }
}

/**
 * The quantity for the price call of each span, in the order of `spans`, with as few different quantities as possible.
 * Goods without tiers share one.
 */
export function fewestQuantities(spans: readonly Span[]): number[] {
  const answer = spans.map(({ to }) => to)
  const byEnd = spans.map(({ from, to }, i) => ({ from, to, i })).sort((a, b) => a.to - b.to)
  let last = 0
  for (const { from, to, i } of byEnd) {
    // The end of the first span that the last quantity misses covers as many later spans as any quantity could.
    last = last >= from ? last : to
    answer[i] = last
  }
  return answer
}
