import { setTimeout as sleep } from "node:timers/promises"
import type { Effort } from "./figure"
import { median, milliseconds, quantile, warnIfNoisy } from "./measure"
import { Closing } from "./stores"

/** One side of a comparison call by call. */
export type CallSide<Prepared> = {
  /** Prepares one call. Its time does not count. */
  prepare: () => Promise<Prepared>
  call: (prepared: Prepared) => Promise<unknown>
}

/** Milliseconds of one side's calls, by round. */
type CallTimes = number[][]

/** Milliseconds of both sides' calls. Calls with the same indices ran one after the other. */
export type PairTimes = { ours: CallTimes; reference: CallTimes }

const medianRatio = (ours: number[], reference: number[]) =>
  median(ours.map((time, index) => time / (reference[index] ?? Number.NaN)))

/** Median of the rounds' medians. */
export const p50 = (times: CallTimes) => median(times.map(median))

/** Both sides' medians for a figure, and the median over rounds of the pairs' median ratio. */
export const p50OfPairs = ({ ours, reference }: PairTimes) => ({
  value: p50(ours),
  reference_value: p50(reference),
  ratio: median(ours.map((times, round) => medianRatio(times, reference[round] ?? []))),
})

/** The 95th percentile of each side over the calls of all rounds: one round has too few. */
export const p95OfAll = ({ ours, reference }: PairTimes) => ({
  value: quantile(ours.flat(), 0.95),
  reference_value: quantile(reference.flat(), 0.95),
})

/**
 * `calls` of each side in a round. After each call there is a pause for the work that the call leaves behind: `pauseMs`, or six times as
 * long as the call took, as a slow machine needs longer for that work, too.
 */
type Plan = { calls: number; pauseMs?: number }
type Call = () => Promise<unknown>
type Pair = { ours: Call; reference: Call }
type Sides<Ours, Reference> = { ours: CallSide<Ours>; reference: CallSide<Reference> }
type Round = Record<keyof Pair, number[]>

async function prepareRound<Ours, Reference>(sides: Sides<Ours, Reference>, calls: number): Promise<Pair[]> {
  const pairs: Pair[] = []
  while (pairs.length < calls) {
    const [mine, theirs] = [await sides.ours.prepare(), await sides.reference.prepare()]
    pairs.push({ ours: () => sides.ours.call(mine), reference: () => sides.reference.call(theirs) })
  }
  return pairs
}

/** The side that goes first in one pair goes second in the next. */
async function timeRound(pairs: Pair[], pauseMs: number): Promise<Round> {
  const times: Round = { ours: [], reference: [] }
  for (const [index, pair] of pairs.entries()) {
    for (const side of index % 2 === 0 ? (["ours", "reference"] as const) : (["reference", "ours"] as const)) {
      const took = await milliseconds(pair[side])
      times[side].push(took)
      if (pauseMs > 0) await sleep(Math.max(pauseMs, 6 * took))
    }
  }
  return times
}

function tellRound({ ours, reference }: Round, number: number, effort: Effort): void {
  const [mine, theirs] = [median(ours), median(reference)]
  const said = `ours ${mine.toFixed(1)}, reference ${theirs.toFixed(1)}`
  effort.log(
    `  round ${number} of ${effort.rounds}: ${said}, ratio of the pairs ${medianRatio(ours, reference).toFixed(3)}`,
  )
}

/** Times rounds until there are enough, and warns if they differ too much. */
async function timeRounds(nextRound: () => Promise<Round>, effort: Effort): Promise<PairTimes> {
  const times: PairTimes = { ours: [], reference: [] }
  while (times.ours.length < effort.rounds) {
    const round = await nextRound()
    times.ours.push(round.ours)
    times.reference.push(round.reference)
    tellRound(round, times.ours.length, effort)
  }
  warnIfNoisy("ours", times.ours.map(median), effort.warn)
  warnIfNoisy("the reference", times.reference.map(median), effort.warn)
  return times
}

/**
 * Times two sides call by call (ours, reference; then reference, ours; …). Each round has its own preparation. A first round is
 * discarded: it fills caches, and a server gets faster over its first hundred requests.
 */
export async function callByCall<Ours, Reference>(
  sides: Sides<Ours, Reference>,
  { calls, pauseMs = 0 }: Plan,
  effort: Effort,
): Promise<PairTimes> {
  const round = async () => timeRound(await prepareRound(sides, calls), pauseMs)
  await round()
  return timeRounds(round, effort)
}

/**
 * The same with new servers in each round, whose first calls are discarded. Of two equal servers, one stays about 2 % faster for as
 * long as it runs, so many short rounds say more than a few long ones.
 * @param open starts the servers; what it adds to the closing is closed after the round
 */
export async function callByCallAnew<Ours, Reference>(
  open: (servers: Closing) => Promise<Sides<Ours, Reference>>,
  { calls, firstCalls, pauseMs = 0 }: Plan & { firstCalls: number },
  effort: Effort,
): Promise<PairTimes> {
  const round = () =>
    Closing.during(async (servers) => {
      const sides = await open(servers)
      for (const pair of await prepareRound(sides, firstCalls)) await Promise.all([pair.ours(), pair.reference()])
      return timeRound(await prepareRound(sides, calls), pauseMs)
    })
  return timeRounds(round, effort)
}
