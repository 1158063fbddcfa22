import { type Database, rows } from "../../../kernel/database"

/** The imported lines about a mailbox or a customer. */
export type PersonalRow = { import_id: string; line: number; state: string; cells: Record<string, string> | null }

export async function readPersonal(
  db: Database,
  mailbox: string | null,
  customerIds: readonly string[],
): Promise<PersonalRow[]> {
  return rows<PersonalRow>(
    db,
    `select import_id, line, state, cells from clientele_import_row
     where cells is not null and (mailbox = ? or customer_id = any (?::text[])) order by import_id, line`,
    [mailbox, customerIds],
  )
}

/** Waits for lines that are being posted. What was not posted never is; it counts as refused. In the caller's transaction. */
export async function anonymizeRows(
  db: Database,
  mailbox: string | null,
  customerIds: readonly string[],
): Promise<void> {
  const staged = await rows<{ import_id: string; count: number }>(
    db,
    `with locked as materialized (
       select import_id, line, state from clientele_import_row
       where mailbox = ? or customer_id = any (?::text[]) order by import_id, line for update
     ), emptied as (
       update clientele_import_row r set mailbox = null, identity = null, cells = null,
         problems = case when r.state = 'staged' then '[{"column": null, "message": "is of a person who was anonymised"}]'::jsonb end,
         state = case when r.state = 'staged' then 'refused' else r.state end
       from locked l where r.import_id = l.import_id and r.line = l.line
     )
     select import_id, count(*)::int as count from locked where state = 'staged' group by import_id order by import_id`,
    [mailbox, customerIds],
  )
  for (const { import_id, count } of staged) {
    await rows(db, "update clientele_import set refused = refused + ? where id = ?", [count, import_id])
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
