import { type Database, rows } from "../../../kernel/database"
import { NOT_DUE } from "../domain/due-date"
import type { LedgerSnapshot } from "../types"

/**
 * Reads the snapshot of an account's ledger in one statement, so all figures are of one time. Locks nothing. Money is
 * grouped by whole days late, because a long history would be large (ADR 0056). Credit memos do not count as payments, nor
 * does money that was paid back: the item of a refund is paid by earlier money, so it would always count as paid early. A
 * payment that was reversed on the day of its recording counts as a correction, not as reversed.
 *
 * @param timeZone IANA name, for the day of today and of payments without a date
 * @returns `undefined` if the customer has no account
 */
export async function readSnapshot(
  db: Database,
  customerId: string,
  timeZone: string,
): Promise<LedgerSnapshot | undefined> {
  const [row] = await rows<LedgerSnapshot>(
    db,
    `with asked as (select ?::text as id, ?::text as zone),
     clock as (select moment, (moment at time zone zone)::date as today,  moment - interval '12 months' as year_ago
       from asked, (select clock_timestamp() as moment) now),
     part as (
       select coalesce(e.dated_on, (e.created_at at time zone (select zone from asked))::date) - r.due_on as days, sum(a.amount) as amount
       from clientele_credit_receivable r
       join clientele_credit_allocation a on a.receivable_id = r.id
       join clientele_credit_entry e on e.account_id = a.account_id and e.version = a.version and e.type = 'payment', clock
       where r.account_id = (select id from asked) and r.due_on > clock.today - interval '24 months'
         and r.due_on < '${NOT_DUE}'
         and (r.order_id is not null or not exists (select 1 from clientele_credit_entry f
           where f.account_id = r.account_id and f.type = 'refund' and f.receivable_id = r.id))
       group by r.id, r.due_on, e.version, e.dated_on, e.created_at having sum(a.amount) > 0),
     paid as (
       select least(greatest(days, -365), 365) as days_late, sum(amount)::text as amount, count(*)::int as parts
       from part group by 1),
     late as (
       select least(today - due_on, 365) as days_late, sum(open)::text as amount, count(*)::int as items
       from clientele_credit_receivable, clock where account_id = (select id from asked) and open > 0 and due_on < today group by 1)
     select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as as_of, c.currency_code,
       c.credit_limit::text, c.balance::text, c.held::text,
       (select today - min(issued_on) from clientele_credit_receivable where account_id = (select id from asked) and order_id is not null and charged > 0)
         as tenure_days,
       coalesce((select jsonb_agg(to_jsonb(paid) order by days_late) from paid), '[]') as paid,
       coalesce((select jsonb_agg(to_jsonb(late) order by days_late) from late), '[]') as overdue,
       (select jsonb_build_object('count', count(*) filter (where charged > 0), 'amount', coalesce(sum(charged), 0)::text)
         from clientele_credit_receivable
         where account_id = (select id from asked) and order_id is not null and issued_on > (today - interval '12 months')) as charges,
       (select count(*)::int from clientele_credit_entry undone
         join clientele_credit_entry payment on payment.account_id = undone.account_id and payment.version = undone.reverses
         where undone.account_id = (select id from asked) and payment.type = 'payment' and undone.created_at > year_ago
           and (undone.created_at at time zone (select zone from asked))::date > (payment.created_at at time zone (select zone from asked))::date)
         as reversed_payments
     from clientele_credit_account c, clock where c.customer_id = (select id from asked)`,
    [customerId, timeZone],
  )
  return row
}
