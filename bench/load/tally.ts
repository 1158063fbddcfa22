import { rounded } from "../lib/figure"
import { quantile } from "../lib/measure"

/** One answered call. `refused` is the plugin's error code, or Medusa's error type, or the status. */
export type Call = { kind: string; ms: number; refused: string | null }

/** Figures of one kind of call in one phase. */
export type Tally = {
  kind: string
  servers: number
  calls: number
  per_second: number
  p50_ms: number
  p99_ms: number
  /** Number of refused calls by code. */
  errors: Record<string, number>
}

/**
 * Growth of one kind's figures from one server to two. Above 1, `per_second` means more calls, and `p50` and `p99` mean slower
 * calls.
 */
export type Growth = { kind: string; per_second: number; p50: number; p99: number }

export const ALL = "all calls"

function tallyOf(kind: string, calls: readonly Call[], servers: number, seconds: number): Tally {
  const times = calls.map(({ ms }) => ms)
  const errors: Record<string, number> = {}
  for (const { refused } of calls) if (refused) errors[refused] = (errors[refused] ?? 0) + 1
  return {
    kind,
    servers,
    calls: calls.length,
    per_second: rounded(calls.length / seconds, 3),
    p50_ms: rounded(quantile(times, 0.5), 3),
    p99_ms: rounded(quantile(times, 0.99), 3),
    errors,
  }
}

/** One line for each kind of call, in the order of their first calls, and one for all calls. */
export function tally(calls: readonly Call[], servers: number, seconds: number): Tally[] {
  if (calls.length === 0) return []
  const kinds = [...new Set(calls.map(({ kind }) => kind))]
  const of = (wanted: string) => calls.filter(({ kind }) => kind === wanted)
  return [...kinds.map((kind) => tallyOf(kind, of(kind), servers, seconds)), tallyOf(ALL, calls, servers, seconds)]
}

/** Compares the kinds that occurred in both phases. */
export function growth(one: readonly Tally[], two: readonly Tally[]): Growth[] {
  return one.flatMap((first) => {
    const second = two.find(({ kind }) => kind === first.kind)
    if (!second) return []
    return [
      {
        kind: first.kind,
        per_second: rounded(second.per_second / first.per_second, 3),
        p50: rounded(second.p50_ms / first.p50_ms, 3),
        p99: rounded(second.p99_ms / first.p99_ms, 3),
      },
    ]
  })
}

/** A message as the receiver got it. */
export type Arrived = { id: string; subject: string; sequence: number }

/**
 * Finds messages that arrived out of order: within a subject, each message must come after the one before it. The same message may
 * arrive again.
 * @returns one line for each message that arrived before an earlier one
 */
export function outOfOrder(arrived: readonly Arrived[]): string[] {
  const seen = new Set<string>()
  const last = new Map<string, number>()
  return arrived.flatMap(({ id, subject, sequence }) => {
    if (seen.has(id)) return []
    seen.add(id)
    const before = last.get(subject) ?? 0
    last.set(subject, Math.max(before, sequence))
    return sequence > before ? [] : [`${subject}: ${sequence} came after ${before}`]
  })
}
