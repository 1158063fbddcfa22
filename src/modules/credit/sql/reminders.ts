import type { CalendarDate } from "../../../kernel/calendar"
import { type Database, rows } from "../../../kernel/database"

/** An item for a notice or a reminder. Amounts are decimal strings. */
export type DueItem = {
  receivable_id: string
  account_id: string
  order_id: string | null
  po_number: string | null
  charged: string
  open: string
  currency_code: string
  due_on: CalendarDate
  days_overdue: number
}

/** Level of the notice that an item fell overdue. */
const OVERDUE = 0

/** A worker that sends one batch of mails, each at its time limit, needs four hours. */
const CLAIM_HOURS = 6

/** Maximum attempts for a mail whose provider reports a failure. */
const ATTEMPTS = 3

const UNDISPUTED = `not exists (select 1 from clientele_credit_dispute d where d.receivable_id = r.id and d.ended_at is null)`

const ITEM = `r.id as receivable_id, r.account_id, r.order_id, r.po_number, trim_scale(r.charged)::text as charged,
  trim_scale(r.open)::text as open, a.currency_code, r.due_on::text, ?::date - r.due_on as days_overdue`

/** The items of the rows just written, grouped by account, the oldest due date first. */
const OF_ROWS = `select ${ITEM} from written w join clientele_credit_receivable r on r.id = w.receivable_id
  join clientele_credit_account a on a.customer_id = r.account_id order by r.account_id, r.due_on, r.id`

/** Records items that fell overdue, each once over all processes, and returns them. Paid and disputed items are left out. */
export async function noteOverdue(db: Database, today: CalendarDate, limit: number): Promise<DueItem[]> {
  return rows<DueItem>(
    db,
    `with written as (
       insert into clientele_credit_reminder (receivable_id, level, account_id, status)
       select r.id, ${OVERDUE}, r.account_id, 'noted' from clientele_credit_receivable r
       where r.open > 0 and r.due_on < ?::date and ${UNDISPUTED} and not exists (
         select 1 from clientele_credit_reminder n where n.receivable_id = r.id and n.level = ${OVERDUE})
       order by r.account_id, r.id limit ? on conflict do nothing returning receivable_id
     ) ${OF_ROWS}`,
    [today, limit, today],
  )
}

/** Lets one worker claim at a time. Two workers that claim different levels would both get an item. */
export async function lockReminders(db: Database): Promise<void> {
  await rows(db, "select pg_advisory_xact_lock(hashtext('clientele_credit_reminder'))")
}

/**
 * Claims items that have reached a dunning level and no higher one, each once over all processes. Paid and disputed items are left out.
 *
 * @param days after the due date; below 0: before it
 */
export async function claimReminders(
  db: Database,
  { level, days, today, limit }: { level: number; days: number; today: CalendarDate; limit: number },
): Promise<DueItem[]> {
  return rows<DueItem>(
    db,
    `with written as (
       insert into clientele_credit_reminder (receivable_id, level, account_id, status)
       select r.id, ?::int, r.account_id, 'claimed' from clientele_credit_receivable r
       where r.open > 0 and r.due_on <= ?::date - ?::int and ${UNDISPUTED} and not exists (
         select 1 from clientele_credit_reminder n where n.receivable_id = r.id and n.level >= ?::int)
       order by r.account_id, r.id limit ? on conflict do nothing returning receivable_id
     ) ${OF_ROWS}`,
    [level, today, days, level, limit, today],
  )
}

/** Claims failed mails again, unless a higher level was reached or they had three attempts. */
export async function reclaimReminders(
  db: Database,
  { level, today, limit }: { level: number; today: CalendarDate; limit: number },
): Promise<DueItem[]> {
  return rows<DueItem>(
    db,
    `with written as (
       update clientele_credit_reminder w set status = 'claimed', attempts = w.attempts + 1, updated_at = clock_timestamp()
       where (w.receivable_id, w.level) in (
         select n.receivable_id, n.level from clientele_credit_reminder n join clientele_credit_receivable r on r.id = n.receivable_id
         where n.status = 'failed' and n.level = ?::int and n.attempts < ${ATTEMPTS} and r.open > 0 and ${UNDISPUTED}
           and not exists (select 1 from clientele_credit_reminder h where h.receivable_id = n.receivable_id and h.level > n.level)
         order by n.account_id, n.receivable_id limit ? for update of n skip locked)
       returning w.receivable_id
     ) ${OF_ROWS}`,
    [level, limit, today],
  )
}

/** The claimed items that are still open and not disputed. The claims of the others are released. */
export async function keepDue(db: Database, level: number, receivableIds: readonly string[]): Promise<Set<string>> {
  await rows(
    db,
    `delete from clientele_credit_reminder n using clientele_credit_receivable r
     where n.receivable_id = any (?) and n.level = ? and r.id = n.receivable_id and not (r.open > 0 and ${UNDISPUTED})`,
    [[...receivableIds], level],
  )
  const kept = await rows<{ receivable_id: string }>(
    db,
    "select receivable_id from clientele_credit_reminder where receivable_id = any (?) and level = ? and status = 'claimed'",
    [[...receivableIds], level],
  )
  return new Set(kept.map(({ receivable_id }) => receivable_id))
}

/** Records the results of the mails of claimed items. */
export async function endReminders(
  db: Database,
  level: number,
  receivableIds: readonly string[],
  status: "noted" | "sent" | "failed" | "unknown",
): Promise<void> {
  await rows(
    db,
    `update clientele_credit_reminder set status = ?, updated_at = clock_timestamp()
     where receivable_id = any (?) and level = ?`,
    [status, [...receivableIds], level],
  )
}

/** Mails of one account and level with an unknown result. */
export type LostMail = { account_id: string; level: number; items: number }

/**
 * Marks claims of workers that stopped during sending, each once over all processes. @returns the accounts and levels of
 * the mails
 */
export async function takeLostMails(db: Database): Promise<LostMail[]> {
  return rows<LostMail>(
    db,
    `with lost as (
       update clientele_credit_reminder set status = 'unknown', updated_at = clock_timestamp()
       where status = 'claimed' and updated_at < clock_timestamp() - interval '${CLAIM_HOURS} hours'
       returning account_id, level)
     select account_id, level, count(*)::integer as items from lost group by account_id, level order by account_id, level`,
  )
}
