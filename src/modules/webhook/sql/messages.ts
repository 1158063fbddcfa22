import { type Database, rows } from "../../../kernel/database"
import type { OpenMessage, WebhookNote } from "../types"

/** Writes the messages that an endpoint wants, in the caller's transaction if it has one. @returns their number */
export async function insertMessages(db: Database, notes: readonly WebhookNote[]): Promise<number> {
  const made = await rows(
    db,
    `insert into clientele_webhook_message (event, subject, data)
     select n.one->>'event', n.one->>'subject', n.one->'data'
     from jsonb_array_elements(?::jsonb) with ordinality as n (one, place)
     where clientele_webhook_wants(n.one->>'event') order by n.place returning 1`,
    [JSON.stringify(notes)],
  )
  return made.length
}

/** Maximum time for which a message waits for its change, longer than any request takes. */
const CONFIRM_WITHIN = "interval '10 minutes'"

/** Writes messages that an endpoint wants before their change. @returns their positions */
export async function announceMessages(db: Database, notes: readonly WebhookNote[]): Promise<string[]> {
  const made = await rows<{ position: string }>(
    db,
    `insert into clientele_webhook_message (event, subject, data, confirm_by)
     select n.one->>'event', n.one->>'subject', n.one->'data', clock_timestamp() + ${CONFIRM_WITHIN}
     from jsonb_array_elements(?::jsonb) with ordinality as n (one, place)
     where clientele_webhook_wants(n.one->>'event') order by n.place returning position::text`,
    [JSON.stringify(notes)],
  )
  return made.map(({ position }) => position)
}

export async function confirmMessages(db: Database, positions: readonly string[]): Promise<void> {
  await rows(db, "update clientele_webhook_message set confirm_by = null where position = any (?::bigint[])", [
    positions,
  ])
}

/** Deletes messages whose change was refused. A message that was handed over meanwhile stays. */
export async function withdrawMessages(db: Database, positions: readonly string[]): Promise<void> {
  await rows(db, "delete from clientele_webhook_message where position = any (?::bigint[]) and sequence is null", [
    positions,
  ])
}

/** Messages that are not handed to endpoints yet and do not wait for a change, the oldest first. */
export async function readOpenMessages(db: Database, limit: number): Promise<OpenMessage[]> {
  return rows<OpenMessage>(
    db,
    `select position::text, event, subject, data from clientele_webhook_message
     where sequence is null and (confirm_by is null or confirm_by < clock_timestamp()) order by position limit ?`,
    [limit],
  )
}

export async function fanOut(
  db: Database,
  messages: readonly Pick<OpenMessage, "position" | "data">[],
): Promise<number> {
  const sql = "select clientele_webhook_fan_out(?::jsonb) as made"
  return (await rows<{ made: number }>(db, sql, [JSON.stringify(messages)]))[0]?.made ?? 0
}

/** Deletes messages that are older than `days`, with their deliveries, `limit` at most. @returns how many */
export async function deleteOldMessages(db: Database, days: number, limit: number): Promise<number> {
  const gone = await rows(
    db,
    `delete from clientele_webhook_message where position in (
       select position from (select position, occurred_at from clientele_webhook_message order by position limit ?) oldest
       where occurred_at < clock_timestamp() - ? * interval '1 day') returning 1`,
    [limit, days],
  )
  return gone.length
}
