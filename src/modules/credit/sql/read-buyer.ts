import { type Database, rows } from "../../../kernel/database"
import type { Buyer } from "../types"

/**
 * The amount that a member can still buy for, in one statement and without a lock. The rules are those of
 * `clientele_credit_hold_place`, which decides.
 *
 * @param timeZone the store's; it decides which items are overdue and when a spending period begins
 * @returns `undefined` if the customer is not a live member of an account
 */
export async function readBuyer(db: Database, customerId: string, timeZone: string): Promise<Buyer | undefined> {
  const [buyer] = await rows<Buyer>(
    db,
    `with asked as (select ?::text as id, ?::text as zone)
     select a.customer_id as account_id, m.customer_id, a.currency_code, a.credit_limit::text, a.payment_terms, a.on_hold,
       trim_scale(a.balance)::text as current_balance, trim_scale(a.held)::text as held,
       trim_scale(coalesce(a.credit_limit, 0) * (1 + a.tolerance) - a.balance - a.held)::text as room,
       trim_scale(greatest(coalesce(a.credit_limit, 0) * (1 + a.tolerance) - a.balance - a.held, 0))::text as available,
       trim_scale(late.overdue)::text as overdue_amount,
       case when a.overdue_block_amount is null and a.overdue_block_days is null then '0'
         else trim_scale(greatest(late.blocking - coalesce(a.overdue_block_amount, 0), 0))::text end as overdue_excess,
       trim_scale(m.spending_limit)::text as spending_limit, m.spending_period, trim_scale(spent.amount)::text as spent,
       case when m.spending_limit is not null then trim_scale(greatest(m.spending_limit - spent.amount, 0))::text end as spending_left
     from asked
     join clientele_credit_member m on m.customer_id = asked.id and m.removed_at is null
     join clientele_credit_account a on a.customer_id = m.account_id
     cross join lateral (select (clock_timestamp() at time zone zone)::date as today) clock
     cross join lateral (
       select coalesce(sum(r.open), 0) as overdue,
         coalesce(sum(r.open) filter (where r.due_on < clock.today - coalesce(a.overdue_block_days, 0)), 0) as blocking
       from clientele_credit_receivable r where r.account_id = a.customer_id and r.open > 0 and r.due_on < clock.today
     ) late
     left join lateral (
       select coalesce(sum(coalesce(r.charged, h.amount)), 0) as amount
       from clientele_credit_hold h
       join clientele_credit_member k on k.id = h.member_id
       left join clientele_credit_receivable r on r.order_id = h.order_id
       where k.customer_id = m.customer_id and k.account_id = m.account_id and h.status in ('held', 'posted')
         and h.created_at >= date_trunc(m.spending_period, clock_timestamp(), asked.zone)
     ) spent on m.spending_limit is not null`,
    [customerId, timeZone],
  )
  return buyer
}
