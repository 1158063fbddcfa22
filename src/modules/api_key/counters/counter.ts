import type { Budget } from "../../../kernel/options"
import type { CountedCall, Window } from "../types"

export const MINUTE_MS = 60_000
export const DAY_MS = 86_400_000

/** Where calls are counted, for all processes of the store. */
export interface Counter {
  /**
   * Counts a call in both windows of its bucket, or in neither if one is full. A window begins with its first call, by the
   * clock of Redis or PostgreSQL.
   */
  count(bucket: string, budget: Budget): Promise<CountedCall>
  close(): Promise<void>
}

/** The calls counted in each window, including this one if it counted, and the remaining time of each window. */
export type Found = {
  allowed: boolean
  minute_calls: number
  minute_ends_in_ms: number
  day_calls: number
  day_ends_in_ms: number
}

export function toCounted(found: Found, { perMinute, perDay }: Budget): CountedCall {
  const window = (name: Window["name"], ms: number, quota: number, calls: number, ends_in_ms: number): Window => ({
    name,
    seconds: ms / 1000,
    quota,
    // After a budget was lowered, the count can exceed it.
    left: Math.max(0, quota - calls),
    ends_in_ms,
  })
  return {
    allowed: found.allowed,
    windows: [
      window("minute", MINUTE_MS, perMinute, found.minute_calls, found.minute_ends_in_ms),
      window("day", DAY_MS, perDay, found.day_calls, found.day_ends_in_ms),
    ],
  }
}
