import { type Database, rows } from "../../../kernel/database"

/** Deletes counts whose windows are over, at most `limit`. @returns how many */
export async function deleteOldCounts(db: Database, limit: number): Promise<number> {
  const gone = await rows(
    db,
    `delete from clientele_key_calls where bucket in (
       select bucket from clientele_key_calls where day_ends_at < clock_timestamp() limit ? for update skip locked)
     returning bucket`,
    [limit],
  )
  return gone.length
}
