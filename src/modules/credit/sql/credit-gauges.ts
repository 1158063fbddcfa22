import type { CalendarDate } from "../../../kernel/calendar"
import { glance, type Pool } from "../../../kernel/database"
import type { GaugeReading } from "../../../kernel/instruments"

type Row = { currency: string; exposure: string; overdue: string }

/** Balances, held amounts and overdue amounts by currency. Numbers for charts; never calculate with them. */
export async function readCreditGauges(db: Pool, today: CalendarDate): Promise<GaugeReading[]> {
  const found = await glance<Row>(
    db,
    `with late as (
       select account_id, sum(open) as open from clientele_credit_receivable where open > 0 and due_on < ?::date group by 1
     )
     select a.currency_code as currency, sum(a.balance + a.held)::text as exposure, coalesce(sum(l.open), 0)::text as overdue
     from clientele_credit_account a left join late l on l.account_id = a.customer_id
     group by 1 order by 1`,
    [today],
  )
  return found.flatMap(({ currency, exposure, overdue }): GaugeReading[] => [
    { gauge: "clientele.credit.exposure", value: Number(exposure), attributes: { currency } },
    { gauge: "clientele.credit.overdue", value: Number(overdue), attributes: { currency } },
  ])
}
