import { type Database, type Pool, rows } from "./prepared-statements"

/**
 * Deletes the email address of an account and admin users' notes about its entries (contract R18, R31). Entries, amounts
 * and dates stay. Live holds end, because their carts have an address that the account no longer has. All of it is one
 * transaction.
 */
export async function anonymizeAccount(pool: Pool, mailbox: string): Promise<void> {
  await pool.transaction((db) => anonymizeLocked(db, mailbox))
}

async function anonymizeLocked(db: Database, mailbox: string): Promise<void> {
  // No hold and no note can be added meanwhile, because every writer needs this lock.
  const [account] = await rows<{ id: string }>(
    db,
    "select id from clientele_points_account where mailbox = ? for no key update",
    [mailbox],
  )
  if (!account) {
    return
  }
  await rows(
    db,
    `select clientele_points_hold_end(id, 'released', 'anonymized') from clientele_points_hold
     where account_id = ? and status = 'held' order by id`,
    [account.id],
  )
  await rows(db, "delete from clientele_points_entry_note where account_id = ?", [account.id])
  await rows(db, "update clientele_points_account set mailbox = ? where id = ?", [
    `anonymized-${account.id}`,
    account.id,
  ])
}

const ENTRIES_UNTIL = `select e.account_id, e.version from clientele_points_entry e
  join clientele_points_account a on a.id = e.account_id where a.mailbox = ? and e.created_at <= ?`

/** Deletes admin users' notes about a mailbox's entries up to a time. */
export async function anonymizeNotes(db: Database, mailbox: string, until: Date): Promise<void> {
  const sql = `delete from clientele_points_entry_note where (account_id, version) in (${ENTRIES_UNTIL})`
  await rows(db, sql, [mailbox, until])
}

/** Number of rows with personal data; with `until` only notes up to that time, because the account stays. */
export async function countPersonal(
  db: Database,
  mailbox: string,
  until: Date | null,
): Promise<{ points_accounts: number; points_holds: number; points_notes: number }> {
  const ofMailbox = "account_id = (select id from clientele_points_account where mailbox = ?)"
  const [[account], [holds], [notes]] = await Promise.all([
    count(db, "clientele_points_account where mailbox = ?", [mailbox]),
    count(db, `clientele_points_hold where status = 'held' and ${ofMailbox}`, [mailbox]),
    until
      ? count(db, `clientele_points_entry_note where (account_id, version) in (${ENTRIES_UNTIL})`, [mailbox, until])
      : count(db, `clientele_points_entry_note where ${ofMailbox}`, [mailbox]),
  ])
  return {
    points_accounts: until ? 0 : (account?.count ?? 0),
    points_holds: until ? 0 : (holds?.count ?? 0),
    points_notes: notes?.count ?? 0,
  }
}

function count(db: Database, from: string, bindings: readonly unknown[]): Promise<{ count: number }[]> {
  return rows<{ count: number }>(db, `select count(*)::int as count from ${from}`, bindings)
}
