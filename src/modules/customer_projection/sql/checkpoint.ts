import { type Database, rows } from "../../../kernel/database"
import type { Checkpoint } from "../types"

/** Reads the checkpoint of a rebuild; `null` if it has not begun. */
export async function readCheckpoint(db: Database, name: string): Promise<Checkpoint | null> {
  const [checkpoint] = await rows<Checkpoint>(
    db,
    "select phase, after_id, since, done_at from clientele_customer_projection_checkpoint where name = ? and phase is not null",
    [name],
  )
  return checkpoint ?? null
}

/** Stores the checkpoint of a rebuild. */
export async function writeCheckpoint(
  db: Database,
  name: string,
  { phase, after_id, since, done_at }: Checkpoint,
): Promise<void> {
  await rows(
    db,
    `insert into clientele_customer_projection_checkpoint (name, phase, after_id, since, done_at) values (?, ?, ?, ?, ?)
     on conflict (name) do update set phase = excluded.phase, after_id = excluded.after_id, since = excluded.since,
       done_at = excluded.done_at, updated_at = clock_timestamp()`,
    [name, phase, after_id, since, done_at],
  )
}

/** Customers and orders that a sweep or rebuild could not project, with the reason. */
export type Failed = { kind: "customers" | "orders"; id: string; message: string }

/** Those with the oldest attempt first. */
export async function readFailed(db: Database, limit: number): Promise<Failed[]> {
  return rows<Failed>(
    db,
    "select kind, id, message from clientele_customer_projection_failure order by last_at, id limit ?",
    [limit],
  )
}

/** Records failures and deletes the entries of successes. */
export async function writeFailed(
  db: Database,
  kind: Failed["kind"],
  tried: readonly string[],
  failed: readonly Omit<Failed, "kind">[],
): Promise<void> {
  const [ids, messages] = [failed.map(({ id }) => id), failed.map(({ message }) => message)]
  await rows(
    db,
    `delete from clientele_customer_projection_failure
     where kind = ? and id = any (?::text[]) and id <> all (?::text[])`,
    [kind, [...tried], ids],
  )
  await rows(
    db,
    `insert into clientele_customer_projection_failure (kind, id, message)
     select ?, * from unnest(?::text[], ?::text[])
     on conflict (kind, id) do update set message = excluded.message, last_at = clock_timestamp()`,
    [kind, ids, messages],
  )
}

type Table = "index" | "order"

/**
 * Ids in the projection after `after`, up to and including `until` (`null`: to the end), except `except`. @param limit
 * maximum number
 */
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
