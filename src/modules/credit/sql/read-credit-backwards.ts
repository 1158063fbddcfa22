import type { Database } from "../../../kernel/database"
import { type BackwardsPage, type Placed, readBackwards } from "../../../kernel/reading/backwards"
import type { CreditChange, CreditEntry } from "../types"

export type PlacedCreditEntry = Placed &
  Pick<CreditEntry, "type" | "amount" | "order_id" | "reference" | "reason" | "actor_id"> & { currency_code: string }

export type PlacedCreditChange = Placed &
  Pick<CreditChange, "kind" | "before" | "after" | "changed_by"> & {
    /** `null` after the account was removed. */
    currency_code: string | null
  }

export type PlacedReminder = Placed & { level: number; order_id: string | null }

/** An account's entries, newest first, from any position on (contract R29). */
export async function readEntriesBackwards(
  db: Database,
  accountId: string,
  page: BackwardsPage,
): Promise<PlacedCreditEntry[]> {
  return readBackwards<PlacedCreditEntry>(
    db,
    {
      select: `e.type::text as type, trim_scale(e.amount)::text as amount, e.order_id, n.reference, n.reason, n.actor_id,
        a.currency_code`,
      from: `clientele_credit_entry e join clientele_credit_account a on a.customer_id = e.account_id
        left join clientele_credit_entry_note n on n.account_id = e.account_id and n.version = e.version`,
      where: "e.account_id = ?",
      bindings: [accountId],
      at: "e.created_at",
      id: "e.version",
      order: "number",
    },
    page,
  )
}

/** Changes of terms and decisions on an account, newest first. */
export async function readChangesBackwards(
  db: Database,
  accountId: string,
  page: BackwardsPage,
): Promise<PlacedCreditChange[]> {
  return readBackwards<PlacedCreditChange>(
    db,
    {
      select: `kind, before, after, changed_by,
        (select currency_code from clientele_credit_account where customer_id = clientele_credit_change.account_id) as currency_code`,
      from: "clientele_credit_change",
      where: "account_id = ?",
      bindings: [accountId],
      at: "changed_at",
      id: "id",
      order: "number",
    },
    page,
  )
}

/** Dunning mails to an account, newest first: one for each item. */
export async function readRemindersBackwards(
  db: Database,
  accountId: string,
  page: BackwardsPage,
): Promise<PlacedReminder[]> {
  return readBackwards<PlacedReminder>(
    db,
    {
      select: "m.level, r.order_id",
      from: "clientele_credit_reminder m join clientele_credit_receivable r on r.id = m.receivable_id",
      where: "m.account_id = ? and m.status = 'sent' and m.level > 0",
      bindings: [accountId],
      at: "m.updated_at",
      id: "m.receivable_id",
      order: "moment",
    },
    page,
  )
}
