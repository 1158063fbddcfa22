import { type Database, rows } from "../../../kernel/database"
import type { Place } from "../types"

/** Where a walk is; `null` where it has not begun. */
export async function readPlace(db: Database, name: string): Promise<Place | null> {
  const [place] = await rows<Place>(
    db,
    "select phase, after_id, since, done_at from clientele_customer_projection_place where name = ? and phase is not null",
    [name],
  )
  return place ?? null
}

/** Keeps the place of a walk. */
export async function writePlace(
  db: Database,
  name: string,
  { phase, after_id, since, done_at }: Place,
): Promise<void> {
  await rows(
    db,
    `insert into clientele_customer_projection_place (name, phase, after_id, since, done_at) values (?, ?, ?, ?, ?)
     on conflict (name) do update set phase = excluded.phase, after_id = excluded.after_id, since = excluded.since,
       done_at = excluded.done_at, updated_at = clock_timestamp()`,
    [name, phase, after_id, since, done_at],
  )
}

/** Where a sweep has got to; the first call starts at `now`, as the first walk finds everything from before. */
export async function readWatermark(db: Database, name: string, now: Date): Promise<Date> {
  const [row] = await rows<{ reached_at: Date }>(
    db,
    `insert into clientele_customer_projection_place (name, reached_at) values (?, ?)
     on conflict (name) do update set name = excluded.name returning reached_at`,
    [name, now],
  )
  return (row as { reached_at: Date }).reached_at
}

/** Never moves back. */
export async function advanceWatermark(db: Database, name: string, reachedAt: Date): Promise<void> {
  await rows(
    db,
    `update clientele_customer_projection_place set reached_at = greatest(reached_at, ?), updated_at = clock_timestamp()
     where name = ?`,
    [reachedAt, name],
  )
}

type Table = "index" | "order"

/** Ids of ours after `after`, up to and with `until` (`null`: to the end), other than `except`. @param limit most of them */
export async function readIdsBetween(
  db: Database,
  table: Table,
  after: string,
  until: string | null,
  except: readonly string[],
  limit: number,
): Promise<string[]> {
  const id = table === "index" ? "customer_id" : "order_id"
  const alive = table === "index" ? "and deleted_at is null" : ""
  const found = await rows<{ id: string }>(
    db,
    `select ${id} as id from clientele_customer_${table}
     where ${id} > ? and (?::text is null or ${id} <= ?) and ${id} <> all (?::text[]) ${alive} order by ${id} limit ?`,
    [after, until, until, [...except], limit],
  )
  return found.map((row) => row.id)
}
