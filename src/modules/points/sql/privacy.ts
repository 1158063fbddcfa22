import { type Database, rows } from "./database"

/**
 * Takes a person's address off an account, and what staff wrote about its entries (CONTRACT R18, R31). Entries, amounts and
 * dates stay. Live holds end: their carts carry an address that the account no longer has. The address goes last, so that
 * after a failure another run finds the account again.
 */
export async function anonymizeAccount(db: Database, mailbox: string): Promise<void> {
  const [account] = await rows<{ id: string }>(db, "select id from clientele_points_account where mailbox = ?", [
    mailbox,
  ])
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
