import { type Database, rows } from "../../../kernel/database"

/** Keeps an existing note. @param entryId account and version, as `cus_123:7` */
export async function writeReason(
  db: Database,
  entryId: string,
  reason: string,
  actorId: string | null,
): Promise<void> {
  const end = entryId.lastIndexOf(":")
  await rows(
    db,
    `insert into clientele_credit_entry_note (account_id, version, reason, actor_id) values (?, ?::bigint, ?, ?)
     on conflict (account_id, version) do nothing`,
    [entryId.slice(0, end), entryId.slice(end + 1), reason, actorId],
  )
}
