import { type Database, rows } from "../../../kernel/database"

/** Free text about an account; amounts, dates and states stay (contract R18). */
const NOTES = "clientele_credit_entry_note where account_id = ?"
const WORDS = "clientele_credit_receivable where account_id = ? and (note is not null or po_number is not null)"

const DISPUTES = "clientele_credit_dispute where account_id = ? and reason is not null"

/** Deletes them. The caller holds the account's lock, so no posting adds a note meanwhile. */
export async function deleteWords(db: Database, accountId: string): Promise<void> {
  await rows(db, `delete from ${NOTES}`, [accountId])
  await rows(db, `update ${DISPUTES.replace(" where", " set reason = null where")}`, [accountId])
  await rows(db, `update ${WORDS.replace(" where", " set note = null, po_number = null where")}`, [accountId])
}

export async function countWords(
  db: Database,
  accountId: string,
): Promise<{ credit_notes: number; credit_receivables: number; credit_disputes: number }> {
  const [found] = await rows<{ credit_notes: number; credit_receivables: number; credit_disputes: number }>(
    db,
    `select (select count(*)::integer from ${NOTES}) as credit_notes,
       (select count(*)::integer from ${WORDS}) as credit_receivables,
       (select count(*)::integer from ${DISPUTES}) as credit_disputes`,
    [accountId, accountId, accountId],
  )
  return found ?? { credit_notes: 0, credit_receivables: 0, credit_disputes: 0 }
}
