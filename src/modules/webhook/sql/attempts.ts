import { type Database, prepare, rows, rowsDirect } from "../../../kernel/database"
import type { DisabledBecause, Outcome } from "../types"
import type { Claimed } from "./deliveries"

/** An attempt that has ended, and is not recorded yet. */
export type Ended = Pick<Claimed, "id" | "attempt"> & Outcome

export type Limits = { failingMs: number; failures: number; recordMs: number }

const RECORD = prepare(
  `select recorded, reason from clientele_webhook_record(?::text[], ?::integer[], ?::text[], ?::bigint[], ?::timestamptz[],
     ?::integer[], ?::integer[], ?::text[], ?::text[], ?, ?, ?)`,
)

/**
 * Records attempts in one transaction without a wait for locks.
 *
 * @param attempts in the order in which they ended
 * @returns the recorded ones by their index, each with the reason if it disabled its endpoint. The rest met a lock, or their
 *   deliveries are deleted.
 */
export async function recordAttempts(
  db: Database,
  attempts: readonly Ended[],
  limits: Limits,
): Promise<Map<number, DisabledBecause | null>> {
  const recorded = await rowsDirect<{ recorded: number; reason: DisabledBecause | null }>(db, RECORD, [
    attempts.map(({ id }) => id),
    attempts.map(({ attempt }) => attempt),
    attempts.map(({ result }) => result),
    attempts.map(({ retry_in_ms }) => retry_in_ms),
    attempts.map(({ attempted_at }) => attempted_at),
    attempts.map(({ duration_ms }) => duration_ms),
    attempts.map(({ response_status }) => response_status),
    attempts.map(({ response_excerpt }) => response_excerpt),
    attempts.map(({ error_code }) => error_code),
    limits.failingMs,
    limits.failures,
    limits.recordMs,
  ])
  return new Map(recorded.map(({ recorded: place, reason }) => [place - 1, reason]))
}

/** Records one attempt. @returns the reason if this attempt disabled the endpoint */
export async function finishAttempt(db: Database, ended: Ended, limits: Limits): Promise<DisabledBecause | null> {
  const [row] = await rows<{ because: DisabledBecause | null }>(
    db,
    "select clientele_webhook_finish(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as because",
    [
      ended.id,
      ended.attempt,
      ended.result,
      ended.retry_in_ms,
      ended.attempted_at,
      ended.duration_ms,
      ended.response_status,
      ended.response_excerpt,
      ended.error_code,
      limits.failingMs,
      limits.failures,
      limits.recordMs,
    ],
  )
  return row?.because ?? null
}
