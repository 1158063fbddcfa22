import type { CalendarDate } from "../../../kernel/calendar"
import { type Database, rows } from "../../../kernel/database"
import { NOT_DUE } from "../domain/due-date"
import type { StatementEntry } from "../domain/statement"

type Period = { account_id: string; from: CalendarDate; to: CalendarDate; time_zone: string; limit: number }

/**
 * The balance before a period and the period's entries, the oldest first, at most `limit`.
 *
 * @returns `undefined` for an unknown account
 */
export async function readStatement(
  db: Database,
  { account_id, from, to, time_zone, limit }: Period,
): Promise<{ currency_code: string; opening: string; entries: StatementEntry[] } | undefined> {
  const [found] = await rows<{ currency_code: string; opening: string; entries: StatementEntry[] }>(
    db,
    `with entry as materialized (
       select e.*, (e.created_at at time zone ?)::date as posted_on from clientele_credit_entry e
       where e.account_id = ? and (e.created_at at time zone ?)::date >= ?::date
     )
     select a.currency_code, trim_scale(a.balance - coalesce((select sum(amount) from entry), 0))::text as opening,
       coalesce((select jsonb_agg(to_jsonb(x) - 'version' order by x.version) from (
         select e.version, e.account_id || ':' || e.version as id, e.type::text, trim_scale(e.amount)::text as amount,
           e.posted_on::text, e.dated_on::text, e.order_id, e.receivable_id, n.reference, 
           nullif(r.due_on::text, '${NOT_DUE}') as due_on, r.po_number,
           e.account_id || ':' || e.reverses as reverses
         from entry e
         left join clientele_credit_entry_note n on n.account_id = e.account_id and n.version = e.version
         left join clientele_credit_receivable r on r.id = e.receivable_id
         where e.posted_on <= ?::date order by e.version limit ?) x), '[]') as entries
     from clientele_credit_account a where a.customer_id = ?`,
    [time_zone, account_id, time_zone, from, to, limit, account_id],
  )
  return found
}
