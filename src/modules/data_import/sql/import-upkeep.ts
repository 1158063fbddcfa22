import { type Database, rows } from "../../../kernel/database"
import { postingKeyOf } from "../domain/posting-key"
import type { FindPosted, PostedCustomer } from "../types"
import { count } from "./import-files"

/** Whose lines are meant. */
type Person = { mailbox: string | null; customerIds: readonly string[] }

/** An imported line about a mailbox or a customer. */
export type PersonalRow = { import_id: string; line: number; state: string; cells: Record<string, string> | null }

const OF_PERSON = "cells is not null and (mailbox = ? or customer_id = any (?::text[]))"

/** A page of the lines about a person, after the line `after` of another page. */
export async function readPersonal(
  db: Database,
  { mailbox, customerIds, after, limit }: Person & { after: PersonalRow | null; limit: number },
): Promise<PersonalRow[]> {
  return rows<PersonalRow>(
    db,
    `select import_id, line, state, cells from clientele_import_row
     where ${OF_PERSON} and (import_id, line) > (?, ?) order by import_id, line limit ?`,
    [mailbox, customerIds, after?.import_id ?? "", after?.line ?? 0, limit],
  )
}

export async function countPersonal(db: Database, { mailbox, customerIds }: Person): Promise<number> {
  const sql = `select count(*)::int as count from clientele_import_row where ${OF_PERSON}`
  return (await rows<{ count: number }>(db, sql, [mailbox, customerIds]))[0]?.count ?? 0
}

type Anonymized = Person & { findPosted: FindPosted }

/**
 * Waits for lines that are being posted. What was not posted never is; it counts as refused. What was posted by a process
 * that was killed before it recorded it counts as applied. In the caller's transaction.
 */
export async function anonymizeRows(db: Database, { mailbox, customerIds, findPosted }: Anonymized): Promise<void> {
  const locked = await rows<{ import_id: string; line: number; state: string }>(
    db,
    `select import_id, line, state from clientele_import_row
     where mailbox = ? or customer_id = any (?::text[]) order by import_id, line for update`,
    [mailbox, customerIds],
  )
  if (locked.length === 0) {
    return
  }
  // The locks keep workers from posting these lines: a worker locks a line before it posts it.
  const staged = locked.filter(({ state }) => state === "staged")
  const keys = staged.map((one) => postingKeyOf(one.import_id, one.line))
  const posted = new Map((keys.length > 0 ? await findPosted(db, keys) : []).map(({ key, ...one }) => [key, one]))
  const column = <T>(pick: (one: (typeof locked)[number], done: PostedCustomer | undefined) => T) =>
    locked.map((one) => pick(one, posted.get(postingKeyOf(one.import_id, one.line))))
  const changed = await rows<{ import_id: string; state: string; was: string }>(
    db,
    `update clientele_import_row r set mailbox = null, identity = null, cells = null,
       state = n.state, customer_id = coalesce(n.customer_id, r.customer_id), entry_id = coalesce(n.entry_id, r.entry_id),
       applied_at = case when n.state = 'applied' and n.was = 'staged' then clock_timestamp() else r.applied_at end,
       problems = case when n.state = 'refused' and n.was = 'staged'
         then '[{"column": null, "message": "is of a person who was anonymised"}]'::jsonb end
     from unnest(?::text[], ?::int[], ?::text[], ?::text[], ?::text[], ?::text[])
       n (import_id, line, was, state, customer_id, entry_id)
     where r.import_id = n.import_id and r.line = n.line returning n.import_id, n.state, n.was`,
    [
      column(({ import_id }) => import_id),
      column(({ line }) => line),
      column(({ state }) => state),
      column(({ state }, done) => (state !== "staged" ? state : done ? "applied" : "refused")),
      column((_one, done) => done?.customer_id ?? null),
      column((_one, done) => done?.entry_id ?? null),
    ],
  )
  const ended = changed.filter(({ was }) => was === "staged")
  for (const id of [...new Set(ended.map(({ import_id }) => import_id))].sort()) {
    const number = (state: string) => ended.filter((one) => one.import_id === id && one.state === state).length
    await count(db, id, { applied: number("applied"), refused: number("refused") })
  }
}

/** Imports that were never finished, and imports that ended long ago. */
export type Ages = { stagingHours: number; readyDays: number; keepDays: number }

/**
 * Deletes files that were never completely read, cancels unconfirmed files, and deletes the lines of imports that ended
 * long ago; posted lines only lose their content. At most `limit` imports at once.
 *
 * @returns the number of changed imports, and the ids of the canceled ones
 */
export async function cleanUpImports(
  db: Database,
  ages: Ages,
  limit: number,
): Promise<{ changed: number; canceled: string[] }> {
  const gone = await rows(
    db,
    `delete from clientele_import where id in (select id from clientele_import
       where status = 'staging' and changed_at < clock_timestamp() - ? * interval '1 hour' limit ?) returning 1`,
    [ages.stagingHours, limit],
  )
  const canceled = await rows<{ id: string }>(
    db,
    `update clientele_import set status = 'canceled', finished_at = clock_timestamp() where id in (
       select id from clientele_import where status = 'ready' and changed_at < clock_timestamp() - ? * interval '1 day'
       limit ?) and status = 'ready' returning id`,
    [ages.readyDays, limit],
  )
  const old = await rows<{ id: string }>(
    db,
    `select i.id from clientele_import i where i.finished_at < clock_timestamp() - ? * interval '1 day'
       and i.status in ('applied', 'canceled', 'reversed')
       and exists (select 1 from clientele_import_row r where r.import_id = i.id and r.cells is not null) limit ?`,
    [ages.keepDays, limit],
  )
  for (const { id } of old) {
    await rows(
      db,
      `delete from clientele_import_row where import_id = ? and state not in ('applied', 'reversed', 'kept')`,
      [id],
    )
    await rows(
      db,
      `update clientele_import_row set cells = null, mailbox = null, identity = null, problems = null where import_id = ?`,
      [id],
    )
  }
  return { changed: gone.length + canceled.length + old.length, canceled: canceled.map(({ id }) => id) }
}
