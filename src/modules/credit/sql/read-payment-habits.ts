import type { CalendarDate } from "../../../kernel/calendar"
import { type Database, rows } from "../../../kernel/database"

/** How an account pays. */
export type PaymentHabits = {
  /** Days from invoice to payment, weighted by the money paid; `null` without payments on orders. A decimal string. */
  payment_days: string | null
  /** Days that the oldest open item is overdue; 0 for none. */
  days_overdue: number
}

/** @param since only payments of this day or later; `null` for all */
export async function readPaymentHabits(
  db: Database,
  {
    account_id,
    since,
    today,
    time_zone,
  }: { account_id: string; since: Date | null; today: CalendarDate; time_zone: string },
): Promise<PaymentHabits> {
  const [found] = await rows<PaymentHabits>(
    db,
    `with part as (
       select greatest(coalesce(e.dated_on, (e.created_at at time zone ?)::date) - r.issued_on, 0) as days, sum(l.amount) as amount
       from clientele_credit_receivable r
       join clientele_credit_allocation l on l.receivable_id = r.id
       join clientele_credit_entry e on e.account_id = l.account_id and e.version = l.version and e.type = 'payment'
       where r.account_id = ? and r.order_id is not null
         and (?::timestamptz is null or coalesce(e.dated_on, (e.created_at at time zone ?)::date) >= (?::timestamptz at time zone ?)::date)
       group by r.id, r.issued_on, e.version, e.dated_on, e.created_at having sum(l.amount) > 0)
     select (select (sum(days * amount) / sum(amount))::text from part) as payment_days,
       coalesce((select max(?::date - due_on) from clientele_credit_receivable
         where account_id = ? and open > 0 and due_on < ?::date), 0) as days_overdue`,
    [time_zone, account_id, since, time_zone, since, time_zone, today, account_id, today],
  )
  return found ?? { payment_days: null, days_overdue: 0 }
}
