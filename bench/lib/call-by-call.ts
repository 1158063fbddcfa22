import { setTimeout as sleep } from "node:timers/promises"
import type { Effort } from "./figure"
import { median, milliseconds, quantile, warnIfNoisy } from "./measure"

/** One side of a comparison call by call. */
export type CallSide<Prepared> = {
  /** Makes what one call needs; not timed. */
  prepare: () => Promise<Prepared>
  call: (prepared: Prepared) => Promise<unknown>
}

/** What the calls of one side took in milliseconds, by round. */
export type CallTimes = number[][]

/** Median of the rounds' medians. */
export const p50 = (times: CallTimes) => median(times.map(median))

/** Over all calls of all rounds: a round alone has too few. */
export const p95 = (times: CallTimes) => quantile(times.flat(), 0.95)

/** `calls` of each side in a round; `pauseMs` after each, for the work that a call leaves behind. */
type Plan = { calls: number; pauseMs?: number }
type Call = () => Promise<unknown>
type Pair = { ours: Call; reference: Call }

async function prepareRound<Ours, Reference>(
  sides: { ours: CallSide<Ours>; reference: CallSide<Reference> },
  calls: number,
): Promise<Pair[]> {
  const pairs: Pair[] = []
  while (pairs.length < calls) {
    const [mine, theirs] = [await sides.ours.prepare(), await sides.reference.prepare()]
    pairs.push({ ours: () => sides.ours.call(mine), reference: () => sides.reference.call(theirs) })
  }
  return pairs
}

/** Whoever goes first in one pair goes second in the next. */
async function timeRound(pairs: Pair[], pauseMs: number): Promise<Record<keyof Pair, number[]>> {
  const times: Record<keyof Pair, number[]> = { ours: [], reference: [] }
  for (const [index, pair] of pairs.entries()) {
    for (const side of index % 2 === 0 ? (["ours", "reference"] as const) : (["reference", "ours"] as const)) {
      times[side].push(await milliseconds(pair[side]))
      await sleep(pauseMs)
    }
  }
  return times
}

/**
 * Times two sides call by call (ours, reference; then reference, ours; …), each round on what was prepared before it. A
 * first round is thrown away: it fills caches, and a server gets faster over its first hundred requests.
 */
export async function callByCall<Ours, Reference>(
  sides: { ours: CallSide<Ours>; reference: CallSide<Reference> },
  { calls, pauseMs = 0 }: Plan,
  effort: Effort,
): Promise<{ ours: CallTimes; reference: CallTimes }> {
  await timeRound(await prepareRound(sides, calls), pauseMs)
  const rounds: Record<keyof Pair, number[]>[] = []
  while (rounds.length < effort.rounds) {
    const round = await timeRound(await prepareRound(sides, calls), pauseMs)
    rounds.push(round)
    const [mine, theirs] = [median(round.ours), median(round.reference)]
    const pairs = median(round.ours.map((time, index) => time / (round.reference[index] ?? Number.NaN)))
    const said =
      `ours ${mine.toFixed(1)}, reference ${theirs.toFixed(1)}, ratio ${(mine / theirs).toFixed(3)}, ` +
      `of the pairs ${pairs.toFixed(3)}`
    effort.log(`  round ${rounds.length} of ${effort.rounds}: ${said}`)
  }
  const times = { ours: rounds.map(({ ours }) => ours), reference: rounds.map(({ reference }) => reference) }
  warnIfNoisy("ours", times.ours.map(median), effort.warn)
  warnIfNoisy("the reference", times.reference.map(median), effort.warn)
  return times
}
