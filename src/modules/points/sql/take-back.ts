import { createHash } from "node:crypto"
import { clienteleError } from "../../../kernel/errors"
import { entryId } from "../domain/entry-id"
import { type Database, type Pool, PRESENT, rows } from "./prepared-statements"

/** The entry to reverse, and the texts of the reversing entry. */
export type TakeBack = { account_id: string; version: number; stated_reason: string; note: string; actor_id: string }

type Posted = { applied: boolean; account_id: string; version: number }

/** Maximum attempts. A merge can move the points between two attempts. */
const ATTEMPTS = 5

/**
 * Reverses a manual or imported entry by its opposite, once, on the account that has its points now (contract R35): the
 * mailbox can have been merged into another one since, or its person anonymised. The balance can fall below zero.
 *
 * @throws `not_found` for an unknown entry
 */
export async function takeBack(pool: Pool, one: TakeBack, expiresAt: Date | null, now: Date | null): Promise<Posted> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const posted = await pool.transaction((db) => takeBackLocked(db, one, expiresAt, now))
    if (posted) {
      return posted
    }
  }
  throw new Error("other merges kept moving the account; try again")
}

/** @returns `null` if a merge moved the points during the wait for the account's lock */
async function takeBackLocked(
  db: Database,
  one: TakeBack,
  expiresAt: Date | null,
  now: Date | null,
): Promise<Posted | null> {
  const owner = await readOwner(db, one)
  const [account] = await rows<{ mailbox: string; anonymized: boolean }>(
    db,
    `select mailbox, mailbox = 'anonymized-' || id as anonymized from clientele_points_account where id = ?
     for no key update`,
    [owner.account_id],
  )
  if (!account || (await readOwner(db, one)).account_id !== owner.account_id) {
    return null
  }
  const key = `${owner.reason}:takes-back:${entryId(one.account_id, one.version)}`
  const [posted] = await rows<{ applied: boolean; account_id: string; version: string }>(
    db,
    `select * from clientele_points_adjust(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${PRESENT})`,
    [
      account.mailbox,
      -Number(owner.points),
      owner.reason,
      key,
      createHash("sha256").update(key).digest("hex"),
      true,
      expiresAt ?? "infinity",
      // Writes no texts about a person who was anonymised (contract R18).
      account.anonymized ? null : one.stated_reason,
      one.note,
      one.actor_id,
      null,
      now,
    ],
  )
  const { applied, account_id, version } = posted as { applied: boolean; account_id: string; version: string }
  return { applied, account_id: String(account_id), version: Number(version) }
}

/** An entry, and the account that has its points: each merge since then moved all of them. */
const OWNER = `with recursive moved as (
    select e.account_id, e.created_at as since, e.points, e.reason
    from clientele_points_entry e where e.account_id = ? and e.version = ?
    union all
    select next.to_account_id, next.moment, moved.points, moved.reason from moved cross join lateral (
      select m.to_account_id, coalesce(f.created_at, m.created_at) as moment
      from clientele_points_merge m
      left join clientele_points_entry f on f.idempotency_key = m.idempotency_key || ':from'
      where m.from_account_id = moved.account_id and coalesce(f.created_at, m.created_at) > moved.since
      order by 2 limit 1) next)
  select account_id, points, reason from moved order by since desc limit 1`

async function readOwner(
  db: Database,
  { account_id, version }: TakeBack,
): Promise<{ account_id: string; points: string; reason: string }> {
  const [owner] = await rows<{ account_id: string; points: string; reason: string }>(db, OWNER, [account_id, version])
  if (!owner) {
    throw clienteleError("not_found", "Entry not found")
  }
  return owner
}
