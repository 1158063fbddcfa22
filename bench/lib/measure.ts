import type { Effort } from "./figure"

/** The smallest value that at least `share` of all values do not exceed; 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)]
  const high = sorted[Math.ceil(at)]
  if (low === undefined || high === undefined) throw new Error("nothing was measured")
  return low + (high - low) * (at - Math.floor(at))
}

export const median = (values: readonly number[]) => quantile(values, 0.5)

/** With a larger difference between rounds of one side, the machine was too busy for a reliable result. */
const NOISY = 0.3

export function warnIfNoisy(name: string, values: readonly number[], warn: Effort["warn"]): void {
  const spread = Math.max(...values) / Math.min(...values) - 1
  if (spread > NOISY) warn(`the rounds of ${name} differ by ${Math.round(spread * 100)} %`)
}

/** Measures one side for one round; the caller defines the unit of the number. */
export type Side = (seconds: number) => Promise<number>

/**
 * Measures two sides in turn (ours, reference, ours, …), so that other work on the machine affects both. A first, shorter round of
 * each is discarded: it fills caches and compiles code.
 * @returns the median of each side's rounds
 */
export async function inTurn(
  sides: { ours: Side; reference: Side },
  effort: Effort,
): Promise<{ ours: number; reference: number }> {
  const ours: number[] = []
  const reference: number[] = []
  const warmUp = Math.min(1, effort.seconds)
  await sides.ours(warmUp)
  await sides.reference(warmUp)
  for (let round = 1; round <= effort.rounds; round++) {
    ours.push(await sides.ours(effort.seconds))
    reference.push(await sides.reference(effort.seconds))
    const [mine = 0, theirs = 0] = [ours.at(-1), reference.at(-1)].map((value) => Number(value?.toPrecision(4)))
    const ratio = (mine / theirs).toFixed(2)
    effort.log(`  round ${round} of ${effort.rounds}: ours ${mine}, reference ${theirs}, ratio ${ratio}`)
  }
  warnIfNoisy("ours", ours, effort.warn)
  warnIfNoisy("the reference", reference, effort.warn)
  return { ours: median(ours), reference: median(reference) }
}

/** Keeps `inFlight` calls running for `seconds`. @returns finished calls per second */
export async function callsPerSecond(
  call: () => Promise<unknown>,
  { inFlight, seconds }: { inFlight: number; seconds: number },
): Promise<number> {
  const started = performance.now()
  const end = started + seconds * 1000
  let finished = 0
  const caller = async () => {
    while (performance.now() < end) {
      await call()
      finished += 1
    }
  }
  await Promise.all(Array.from({ length: inFlight }, caller))
  return (finished * 1000) / (performance.now() - started)
}

/** @returns duration of the call in milliseconds */
export async function milliseconds(call: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await call()
  return performance.now() - started
}
