import { type Database, rows } from "../../../kernel/database"

/** @returns the open amount of an item; `undefined` for an item that is not on the account */
export async function readOpen(db: Database, accountId: string, receivableId: string): Promise<string | undefined> {
  const sql = "select trim_scale(open)::text as open from clientele_credit_receivable where id = ? and account_id = ?"
  return (await rows<{ open: string }>(db, sql, [receivableId, accountId]))[0]?.open
}

/** Opens a dispute, unless one is open. @returns the id of the new dispute; `null` if one was open */
export async function openDispute(
  db: Database,
  dispute: { account_id: string; receivable_id: string; reason: string; actor_id: string | null },
): Promise<string | null> {
  const [opened] = await rows<{ id: string }>(
    db,
    `insert into clientele_credit_dispute (account_id, receivable_id, reason, opened_by) values (?, ?, ?, ?)
     on conflict (receivable_id) where ended_at is null do nothing returning id::text`,
    [dispute.account_id, dispute.receivable_id, dispute.reason, dispute.actor_id],
  )
  return opened?.id ?? null
}

/** Ends the dispute of an item, or the dispute with an id. @returns its id; `null` if there was none to end */
export async function endDispute(
  db: Database,
  which: { receivable_id: string } | { id: string },
  actorId: string | null,
): Promise<string | null> {
  const [ended] = await rows<{ id: string }>(
    db,
    `update clientele_credit_dispute set ended_at = clock_timestamp(), ended_by = ?
     where ${"id" in which ? "id = ?::bigint" : "receivable_id = ?"} and ended_at is null returning id::text`,
    [actorId, "id" in which ? which.id : which.receivable_id],
  )
  return ended?.id ?? null
}

/** Undoes the end of a dispute, unless the item has a new one by now. @returns whether it did */
export async function reopenDispute(db: Database, id: string): Promise<boolean> {
  const found = await rows(
    db,
    `update clientele_credit_dispute d set ended_at = null, ended_by = null
     where d.id = ?::bigint and d.ended_at is not null and not exists (
       select 1 from clientele_credit_dispute o where o.receivable_id = d.receivable_id and o.ended_at is null)
     returning d.id`,
    [id],
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
