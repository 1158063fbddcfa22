import type { CalendarDate } from "../../../kernel/calendar"
import { type Database, rows } from "../../../kernel/database"
import type { AgedAccount, AgedAmounts } from "../domain/aging"

export type AgingQuery = {
  as_of: CalendarDate
  /** IANA name of the time zone in which a posting has its day. */
  time_zone: string
  account_id?: string | undefined
  currency_code?: string | undefined
  /** Accounts that are left out. */
  without?: readonly string[] | undefined
  limit: number
  offset: number
}

type Totals = AgedAmounts & { currency_code: string; accounts: number }
type Aged = { currencies: Totals[]; accounts: AgedAccount[]; count: number }

/** A statement with values for its question marks, in their order. */
type Part = { sql: string; values: unknown[] }

const FIGURES = ["current", "d1_30", "d31_60", "d61_90", "d90_plus", "unapplied", "balance"]
const SUMS = FIGURES.map((one) => `trim_scale(sum(${one}))::text as ${one}`).join(", ")
const TEXTS = FIGURES.map((one) => `trim_scale(${one})::text as ${one}`).join(", ")

/**
 * The ageing of all accounts, or of one, at the end of a day, in one statement and so of one moment (ADR 0059). It
 * subtracts later postings from the present open amounts, so it reads open items and later rows, never the whole history. A
 * changed item has three rows in the sum: its present amount, the same amount subtracted, and the amount on the day. So
 * most items need no join.
 */
export async function readAging(db: Database, query: AgingQuery): Promise<Aged> {
  const { sql, values } = statement(query)
  const [row] = await rows<Aged>(db, sql, values)
  return row as Aged
}

/**
 * Rows written after the day. The first condition uses an index. The second one is exact when a time zone repeats or skips
 * midnight.
 */
function later({ as_of, time_zone, account_id }: AgingQuery, column = "created_at"): Part {
  const sql = `${column} >= (?::date::timestamp at time zone ?) and (${column} at time zone ?)::date > ?::date`
  const values: unknown[] = [as_of, time_zone, time_zone, as_of]
  return account_id === undefined || column !== "created_at"
    ? { sql, values }
    : { sql: `${sql} and account_id = ?`, values: [...values, account_id] }
}

function statement(query: AgingQuery): Part {
  const { as_of, account_id, currency_code, without = [], limit, offset } = query
  const [written, moved] = [later(query), later(query, "changed_at")]
  const ofAccount = account_id === undefined ? "" : "and r.account_id = ?"
  const account = account_id === undefined ? [] : [account_id]
  const sql = `with later_entry as materialized (
      select account_id, version, receivable_id, type, amount, reverses from clientele_credit_entry where ${written.sql}
    ), later_allocation as materialized (
      select account_id, version, receivable_id, amount from clientele_credit_allocation where ${written.sql}
    ), item_change as materialized (
      select receivable_id, sum(amount) as amount from (
        select receivable_id, amount from later_entry where receivable_id is not null and type <> 'write_off'
        union all select receivable_id, -amount from later_allocation) x group by receivable_id
    ), cash_change as materialized (
      select account_id, sum(amount) as amount from (
        select e.account_id, case when e.reverses is null then c.amount else -c.amount end as amount from later_entry e
          join clientele_credit_cash c on c.account_id = e.account_id and c.version = coalesce(e.reverses, e.version)
        union all select l.account_id, -l.amount from later_allocation l
          join clientele_credit_cash c on c.account_id = l.account_id and c.version = l.version) x group by account_id
    ), balance_change as materialized (
      select account_id, sum(amount) as amount from later_entry group by account_id
    ), earlier_due as materialized (
      select distinct on (receivable_id) receivable_id, due_on from clientele_credit_due_change
      where ${moved.sql} order by receivable_id, id
    ), changed as (
      select r.account_id, r.open, r.due_on, r.open - coalesce(c.amount, 0) as open_then, coalesce(d.due_on, r.due_on) as due_then
      from item_change c full join earlier_due d on d.receivable_id = c.receivable_id
      join clientele_credit_receivable r on r.id = coalesce(c.receivable_id, d.receivable_id) ${ofAccount}
    ), item as (
      select account_id, ?::date - due_on as late, open from clientele_credit_receivable r where open > 0 ${ofAccount}
      union all select account_id, ?::date - due_on, -open from changed
      union all select account_id, ?::date - due_then, open_then from changed
    ), aged as (
      select account_id, sum(open) filter (where late <= 0) as current,
        sum(open) filter (where late between 1 and 30) as d1_30, sum(open) filter (where late between 31 and 60) as d31_60,
        sum(open) filter (where late between 61 and 90) as d61_90, sum(open) filter (where late > 90) as d90_plus
      from item group by account_id
    ), by_account as materialized (
      select a.customer_id as account_id, a.currency_code, coalesce(i.current, 0) as current, coalesce(i.d1_30, 0) as d1_30,
        coalesce(i.d31_60, 0) as d31_60, coalesce(i.d61_90, 0) as d61_90, coalesce(i.d90_plus, 0) as d90_plus,
        a.unapplied - coalesce(c.amount, 0) as unapplied, a.balance - coalesce(b.amount, 0) as balance
      from clientele_credit_account a left join aged i on i.account_id = a.customer_id
      left join cash_change c on c.account_id = a.customer_id left join balance_change b on b.account_id = a.customer_id
      where (coalesce(i.current, 0), coalesce(i.d1_30, 0), coalesce(i.d31_60, 0), coalesce(i.d61_90, 0), coalesce(i.d90_plus, 0),
          a.unapplied - coalesce(c.amount, 0)) <> (0, 0, 0, 0, 0, 0)
        and (?::text is null or a.currency_code = ?) and (?::text is null or a.customer_id = ?)
        and a.customer_id <> all (?::text[])
    )
    select (select count(*)::int from by_account) as count,
      coalesce((select jsonb_agg(to_jsonb(t) order by t.accounts desc, t.currency_code) from (
        select currency_code, count(*)::int as accounts, ${SUMS} from by_account group by currency_code) t), '[]') as currencies,
      coalesce((select jsonb_agg(to_jsonb(p) order by p.account_id) from (
        select account_id, currency_code, ${TEXTS} from by_account order by account_id limit ? offset ?) p), '[]') as accounts`
  const currency = currency_code?.toLowerCase() ?? null
  return {
    sql,
    values: [
      ...written.values,
      ...written.values,
      ...moved.values,
      ...account,
      as_of,
      ...account,
      as_of,
      as_of,
      ...[currency, currency, account_id ?? null, account_id ?? null, without, limit, offset],
    ],
  }
}

/** Charges of orders in the days up to and including a day, by currency, net of reversals. */
export async function readSales(
  db: Database,
  {
    as_of,
    time_zone,
    account_id,
    without = [],
    days,
  }: Pick<AgingQuery, "as_of" | "time_zone" | "account_id" | "without"> & { days: number },
): Promise<Map<string, string>> {
  const found = await rows<{ currency_code: string; amount: string }>(
    db,
    `select a.currency_code, sum(e.amount)::text as amount from (
       select account_id, sum(amount) as amount from clientele_credit_entry
       where type = 'charge' and created_at >= ((?::date - ?::int)::timestamp at time zone ?)
         and created_at < ((?::date + 2)::timestamp at time zone ?)
         and (created_at at time zone ?)::date > ?::date - ?::int and (created_at at time zone ?)::date <= ?::date
         and (?::text is null or account_id = ?) and account_id <> all (?::text[]) group by account_id) e
     join clientele_credit_account a on a.customer_id = e.account_id group by a.currency_code`,
    [
      ...[as_of, days, time_zone, as_of, time_zone, time_zone, as_of, days, time_zone, as_of],
      ...[account_id ?? null, account_id ?? null, without],
    ],
  )
  return new Map(found.map(({ currency_code, amount }) => [currency_code, amount]))
}
