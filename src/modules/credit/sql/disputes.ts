import { type Database, rows } from "../../../kernel/database"

/** @returns what is open on an item of the account; `undefined` for one that it does not have */
export async function readOpen(db: Database, accountId: string, receivableId: string): Promise<string | undefined> {
  const sql = "select trim_scale(open)::text as open from clientele_credit_receivable where id = ? and account_id = ?"
  return (await rows<{ open: string }>(db, sql, [receivableId, accountId]))[0]?.open
}

/** A dispute that is open already stays as it is. @returns whether this call opened one */
export async function openDispute(
  db: Database,
  dispute: { account_id: string; receivable_id: string; reason: string; actor_id: string | null },
): Promise<boolean> {
  const found = await rows(
    db,
    `insert into clientele_credit_dispute (account_id, receivable_id, reason, opened_by) values (?, ?, ?, ?)
     on conflict (receivable_id) where ended_at is null do nothing returning id`,
    [dispute.account_id, dispute.receivable_id, dispute.reason, dispute.actor_id],
  )
  return found.length > 0
}

/** @returns whether there was one to end */
export async function endDispute(db: Database, receivableId: string, actorId: string | null): Promise<boolean> {
  const found = await rows(
    db,
    `update clientele_credit_dispute set ended_at = clock_timestamp(), ended_by = ? where receivable_id = ?
     and ended_at is null returning id`,
    [actorId, receivableId],
  )
  return found.length > 0
}

/** A customer's objection to an item. */
export type Dispute = {
  receivable_id: string
  reason: string | null
  opened_by: string | null
  opened_at: Date
  ended_by: string | null
  ended_at: Date | null
}

/** All disputes of an account, the newest first. */
export async function readDisputes(db: Database, accountId: string): Promise<Dispute[]> {
  return rows<Dispute>(
    db,
    `select receivable_id, reason, opened_by, opened_at, ended_by, ended_at from clientele_credit_dispute
     where account_id = ? order by id desc limit 1000`,
    [accountId],
  )
}
