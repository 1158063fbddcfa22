import { type Database, prepare, rows, rowsDirect } from "../../../kernel/database"
import type { KeyMode, KeyModeChange, TestPeriod } from "../types"

const READ = prepare("select mode from clientele_key_mode where key_id = ? order by id desc limit 1")

/** The mode of a key. Default: live. */
export async function readMode(db: Database, keyId: string): Promise<KeyMode> {
  const [found] = await rowsDirect<{ mode: KeyMode }>(db, READ, [keyId])
  return found?.mode ?? "live"
}

const TEST_PERIODS = prepare(
  `select key_id, since, until from (
     select key_id, mode, changed_at as since, lead(changed_at) over (partition by key_id order by id) as until
     from clientele_key_mode) changes
   where mode = 'test'`,
)

/** The periods in which keys were test keys. Admin users change modes by hand, so the log is short. */
export async function readTestPeriods(db: Database): Promise<TestPeriod[]> {
  return rowsDirect<TestPeriod>(db, TEST_PERIODS, [])
}

/** Writes a mode if it differs from the present one. @returns whether it does */
export async function writeMode(db: Database, keyId: string, mode: KeyMode, actorId: string | null): Promise<boolean> {
  const written = await rows(
    db,
    `insert into clientele_key_mode (key_id, mode, actor_id)
     select ?, ?, ? where ? <> coalesce((select mode from clientele_key_mode where key_id = ? order by id desc limit 1), 'live')
     returning 1`,
    [keyId, mode, actorId, mode, keyId],
  )
  return written.length > 0
}

/** The changes of these keys, newest first, at most `limit` of each. */
export async function readModeChanges(
  db: Database,
  keyIds: readonly string[],
  limit: number,
): Promise<(KeyModeChange & { key_id: string })[]> {
  return rows(
    db,
    `select changes.* from unnest(?::text[]) as wanted (key_id) cross join lateral (
       select key_id, mode, actor_id, changed_at from clientele_key_mode
       where key_id = wanted.key_id collate "C" order by id desc limit ?) changes`,
    [keyIds, limit],
  )
}
