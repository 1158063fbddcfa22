import type { ImportedRow, PostedRow, TakeBackBatch, TakenBack } from "../types"
import { hashOfRequest } from "./post-entries"
import { type Database, PRESENT, rows } from "./prepared-statements"

type Row = { n: number; outcome: string; account_id: string; version: string; points: string; balance_after: string }

/**
 * Locks the accounts of these mailboxes that no other session has locked. It waits for none; a transaction that waited in the order of ids would
 * stop at the first.
 *
 * @returns the mailboxes of these, and those without an account
 */
export async function lockFreeMailboxes(db: Database, mailboxes: readonly string[]): Promise<Set<string>> {
  const found = await rows<{ mailbox: string }>(
    db,
    `with free as materialized (
       select a.mailbox from clientele_points_account a where a.mailbox = any (?::text[])
       order by a.id for no key update skip locked
     )
     select m.mailbox from unnest(?::text[]) m (mailbox)
     where m.mailbox in (select mailbox from free)
       or not exists (select 1 from clientele_points_account a where a.mailbox = m.mailbox)`,
    [mailboxes, mailboxes],
  )
  return new Set(found.map(({ mailbox }) => mailbox))
}

/** Locks those of these accounts that no other session has locked, and returns them. */
export async function lockFreeAccounts(db: Database, accountIds: readonly string[]): Promise<Set<string>> {
  const found = await rows<{ id: string }>(
    db,
    `select id::text from clientele_points_account where id = any (?::bigint[]) order by id for no key update skip locked`,
    [accountIds],
  )
  return new Set(found.map(({ id }) => id))
}

/** Posts rows with different keys in the caller's transaction, in one round trip. @returns an outcome for each, in their order */
export async function postImportedRows(
  db: Database,
  imported: readonly ImportedRow[],
  actorId: string,
  expiresAt: Date | null,
  now: Date | null,
): Promise<PostedRow[]> {
  const column = <T>(pick: (one: ImportedRow) => T) => imported.map(pick)
  const found = await rows<Row>(
    db,
    `select * from clientele_points_adjust_batch(?::text[], ?::bigint[], ?::text[], ?::text[], ?::timestamptz[], ?::text[],
       ?::text[], ?, ${PRESENT}) order by n`,
    [
      column((one) => one.mailbox),
      column((one) => one.points),
      column((one) => `import:${one.idempotency_key}`),
      column((one) => hashOfRequest([one.mailbox, one.points, one.expires_at])),
      column((one) => one.expires_at ?? expiresAt ?? "infinity"),
      column((one) => one.stated_reason),
      column((one) => one.note),
      actorId,
      now,
    ],
  )
  return found.map((row) => ({
    outcome: row.outcome as PostedRow["outcome"],
    account_id: String(row.account_id),
    version: Number(row.version),
    balance_after: Number(row.balance_after),
  }))
}

/**
 * Reverses imported entries in the caller's transaction, in one round trip.
 *
 * @param isDry writes nothing; `reversed` then means that it would
 * @returns an outcome for each entry, in their order
 */
export async function takeBackImported(
  db: Database,
  { entries, stated_reason, actor_id }: TakeBackBatch,
  isDry: boolean,
  expiresAt: Date | null,
  now: Date | null,
): Promise<TakenBack[]> {
  const found = await rows<Row & { is_new: boolean }>(
    db,
    `select * from clientele_points_take_back_batch(?::bigint[], ?::bigint[], ?, ?, ?, ?, ${PRESENT}) order by n`,
    [
      entries.map((one) => one.account_id),
      entries.map((one) => one.version),
      isDry,
      expiresAt ?? "infinity",
      stated_reason,
      actor_id,
      now,
    ],
  )
  return found.map((row) => ({
    outcome: row.outcome as TakenBack["outcome"],
    account_id: String(row.account_id),
    version: Number(row.version),
    points: Number(row.points),
    balance_after: Number(row.balance_after),
    is_new: row.is_new,
  }))
}

/** Those of these mailboxes whose account has an entry that is newer than their moment. */
export async function readPostedSince(
  db: Database,
  since: readonly { mailbox: string; since: Date }[],
): Promise<string[]> {
  const found = await rows<{ mailbox: string }>(
    db,
    `select m.mailbox from unnest(?::text[], ?::timestamptz[]) m (mailbox, since)
     join clientele_points_account a on a.mailbox = m.mailbox
     where exists (select 1 from clientele_points_entry e where e.account_id = a.id and e.created_at > m.since)`,
    [since.map((one) => one.mailbox), since.map((one) => one.since)],
  )
  return found.map(({ mailbox }) => mailbox)
}
