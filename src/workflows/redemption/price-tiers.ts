/** Quantities, whole numbers, at which all prices of a price set are the same. Both ends belong to it. */
export type Span = { from: number; to: number }

/** The quantities that a price is for; `null` is without bound. */
export type Tier = { min: number | null; max: number | null }

/** Above every quantity that a request may name: the end of a span without an end. */
const MOST = 1_000_000_000

/**
 * The quantities around `quantity` at which the same tiers apply, so that one price serves all of them.
 *
 * @param quantity whole number, at least 1
 */
export function spanAround(quantity: number, tiers: readonly Tier[]): Span {
  // Where something changes: a tier begins, or the quantity before was the last of one.
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
 * The quantity to ask for the price of each span, in the order of `spans`: the fewest different ones. Goods without tiers
 * share one.
 */
export function fewestQuantities(spans: readonly Span[]): number[] {
  const answer = spans.map(({ to }) => to)
  const byEnd = spans.map(({ from, to }, i) => ({ from, to, i })).sort((a, b) => a.to - b.to)
  let last = 0
  for (const { from, to, i } of byEnd) {
    // The end of the first span that the last quantity misses serves as many of the later spans as any quantity could.
    last = last >= from ? last : to
    answer[i] = last
  }
  return answer
}
