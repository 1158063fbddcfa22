import { clienteleError } from "../../../kernel/errors"
import {
  conflictOf,
  defaultSettings,
  firstValues,
  type SettingChange,
  type SettingKey,
  type Settings,
} from "../domain/settings"
import { type Database, type Pool, rows, rowsAgain } from "./prepared-statements"

export type StoredSetting = { key: SettingKey; value: unknown; updated_at: Date; updated_by: string | null }

/** The stored settings, without the keys that were never set. */
export async function readSettings(db: Database): Promise<Partial<Settings>> {
  const stored = await rows<{ key: SettingKey; value: unknown }>(db, "select key, value from clientele_points_setting")
  return Object.fromEntries(stored.map(({ key, value }) => [key, value]))
}

/** The change log, oldest first. */
export async function readSettingLog(db: Database): Promise<SettingChange[]> {
  return rows<SettingChange>(
    db,
    "select key, value, changed_at from clientele_points_setting_change order by changed_at, id",
  )
}

/** A line of the change log for people. `previous` is `null` if the default was in force. */
export type LoggedChange = SettingChange & { previous: unknown; changed_by: string | null }

/** A page of the change log, newest first, and how many lines it has. */
export async function listSettingChanges(
  db: Database,
  limit: number,
  offset: number,
): Promise<{ changes: LoggedChange[]; count: number }> {
  const changes = await rows<LoggedChange>(
    db,
    `select key, value, previous, changed_by, changed_at from clientele_points_setting_change
     order by changed_at desc, id desc limit ? offset ?`,
    [limit, offset],
  )
  const [counted] = await rows<{ count: number }>(
    db,
    "select count(*)::int as count from clientele_points_setting_change",
  )
  return { changes, count: counted?.count ?? 0 }
}

/**
 * Locks settings until the transaction ends, so that related settings are checked together. An interrupted process blocks
 * the others for five seconds.
 */
async function lockSettings(db: Database): Promise<void> {
  await rows(db, "set local idle_in_transaction_session_timeout = '5s'")
  await rows(db, "lock table clientele_points_setting in share row exclusive mode")
}

/**
 * Sets a value that does not conflict with the others (contract R30, R36).
 *
 * @throws `invalid_request` naming the key if it does
 */
export async function changeSetting(
  pool: Pool,
  key: SettingKey,
  value: unknown,
  actor: string | null,
): Promise<StoredSetting> {
  return pool.transaction(async (db) => {
    await lockSettings(db)
    const conflict = conflictOf({ ...defaultSettings, ...(await readSettings(db)), [key]: value }, key)
    if (conflict) {
      throw clienteleError("invalid_request", conflict)
    }
    return writeSetting(db, key, value, actor)
  })
}

/** Sets a value and writes the change log, in one statement. Setting the value that is in force changes nothing. */
async function writeSetting(
  db: Database,
  key: SettingKey,
  value: unknown,
  actor: string | null,
): Promise<StoredSetting> {
  const json = JSON.stringify(value)
  const [row] = await rows<StoredSetting>(
    db,
    `with before as (select value from clientele_points_setting where key = ?),
     written as (
       insert into clientele_points_setting (key, value, updated_by) values (?, ?::jsonb, ?)
       on conflict (key) do update set value = excluded.value, updated_by = excluded.updated_by,
         updated_at = clock_timestamp()
       where clientele_points_setting.value is distinct from excluded.value
       returning key, value, updated_at, updated_by
     ), logged as (
       insert into clientele_points_setting_change (key, value, previous, changed_by, changed_at)
       select w.key, w.value, (select value from before), w.updated_by, w.updated_at from written w
     )
     select * from written
     union all
     select key, value, updated_at, updated_by from clientele_points_setting
       where key = ? and not exists (select 1 from written)`,
    [key, key, json, actor, key],
  )
  return row as StoredSetting
}

/**
 * Sets the first values from the plugin's options. Stored settings win (docs/settings.md).
 *
 * @returns the problems of values that conflict with stored settings and were left out
 */
export async function seedSettings(pool: Pool, first: Partial<Settings>): Promise<string[]> {
  const missing = firstValues(await readSettings(pool), first)
  if (Object.keys(missing.values).length === 0) {
    return missing.problems
  }
  return pool.transaction(async (db) => {
    await lockSettings(db)
    const { values, problems } = firstValues(await readSettings(db), first)
    for (const [key, value] of Object.entries(values)) {
      await writeSetting(db, key as SettingKey, value, "options")
    }
    return problems
  })
}

export type Failure = { order_id: string; message: string; failures: number; first_at: Date; last_at: Date }

/** Orders that the last sweeps could not settle, those with the oldest attempt first. */
export async function readFailures(db: Database, limit: number): Promise<Failure[]> {
  return rows<Failure>(
    db,
    "select order_id, message, failures, first_at, last_at from clientele_points_failure order by last_at limit ?",
    [limit],
  )
}

/** Records failures and deletes the entries of successes. */
export async function writeFailures(
  db: Database,
  tried: readonly string[],
  failed: readonly { order_id: string; message: string }[],
): Promise<void> {
  await rowsAgain(
    db,
    "delete from clientele_points_failure where order_id = any (?::text[]) and order_id <> all (?::text[])",
    [[...tried], failed.map((one) => one.order_id)],
  )
  await rowsAgain(
    db,
    `insert into clientele_points_failure (order_id, message) select * from unnest(?::text[], ?::text[])
     on conflict (order_id) do update set message = excluded.message, last_at = now(),
       failures = clientele_points_failure.failures + 1`,
    [failed.map((one) => one.order_id), failed.map((one) => one.message)],
  )
}
