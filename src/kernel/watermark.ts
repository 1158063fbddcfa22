import { type Database, rows } from "./database"

/** A table with the columns `name`, `reached_at`, `after_id`, `since` and `updated_at`: the positions of sweeps. */
export type SweepTable =
  | "clientele_points_watermark"
  | "clientele_customer_projection_checkpoint"
  | "clientele_credit_watermark"

/** A sweep's watermark, and the database's time, because a worker's own clock can be wrong (ADR 0037). */
export type Watermark = { reached_at: Date; now: Date }

/** Clocks of two database servers differ by less than this. A watermark further ahead is wrong. */
const SKEW_MS = 60_000

/** Overlap of one sweep after a watermark that was ahead, because the time of the error is unknown. */
const REPAIR_MS = 7 * 24 * 60 * 60 * 1000

/** Whether the watermark is after the database's present time. */
export const isAhead = ({ reached_at, now }: Watermark): boolean => reached_at.getTime() - now.getTime() > SKEW_MS

/** The time from which a sweep reads changes. @param overlapMs overlap before the watermark */
export function sinceOf(watermark: Watermark, overlapMs: number): Date {
  const { reached_at, now } = watermark
  return isAhead(watermark)
    ? new Date(now.getTime() - REPAIR_MS)
    : new Date(Math.min(reached_at.getTime(), now.getTime()) - overlapMs)
}

/** Reads a sweep's watermark. A store's first call sets it to the database's present time. Later calls wait for no lock. */
export async function readWatermark(db: Database, table: SweepTable, name: string): Promise<Watermark> {
  const read = () =>
    rows<Watermark>(
      db,
      `select reached_at, clock_timestamp() as now from ${table} where name = ? and reached_at is not null`,
      [name],
    )
  const [known] = await read()
  if (known) {
    return known
  }
  await rows(
    db,
    `insert into ${table} (name, reached_at) values (?, clock_timestamp()) on conflict (name) do update
     set reached_at = coalesce(${table}.reached_at, excluded.reached_at)`,
    [name],
  )
  const [first] = await read()
  return first as Watermark
}

/** Moves the watermark forward, never past the database's present time. Moves it back only if it was ahead. */
export async function advanceWatermark(db: Database, table: SweepTable, name: string, reachedAt: Date): Promise<void> {
  await rows(
    db,
    `update ${table} set updated_at = clock_timestamp(), reached_at = case
       when reached_at > clock_timestamp() + make_interval(secs => ?) then least(?::timestamptz, clock_timestamp())
       else greatest(reached_at, least(?::timestamptz, clock_timestamp())) end
     where name = ?`,
    [SKEW_MS / 1000, reachedAt, reachedAt, name],
  )
}

/** A pass through a whole table, ordered by id, one slice in each sweep. */
export type Pass = {
  /** The last id that was read. */
  after_id: string
  /** The pass finds rows that changed since then. */
  since: Date
  started_at: Date
}

export async function readPass(db: Database, table: SweepTable, name: string): Promise<Pass | null> {
  const [pass] = await rows<Pass>(
    db,
    `select after_id, since, reached_at as started_at from ${table} where name = ? and after_id is not null`,
    [name],
  )
  return pass ?? null
}

export async function writePass(db: Database, table: SweepTable, name: string, pass: Pass): Promise<void> {
  await rows(
    db,
    `insert into ${table} (name, after_id, since, reached_at) values (?, ?, ?, ?) on conflict (name) do update set
       after_id = excluded.after_id, since = excluded.since, reached_at = excluded.reached_at,
       updated_at = clock_timestamp()`,
    [name, pass.after_id, pass.since, pass.started_at],
  )
}
