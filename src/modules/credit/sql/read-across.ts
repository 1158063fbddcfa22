import type { CalendarDate } from "../../../kernel/calendar"
import { type Database, rows } from "../../../kernel/database"
import { daysOverdue, NOT_DUE } from "../domain/due-date"
import { encodeListCursor, type ListCursor } from "../domain/list-cursor"
import type { AccountRow, CreditAccount, Exposure, OpenItem } from "../types"
import { ACCOUNT_COLUMNS } from "./credit-accounts"

/** `today` and `due_until`: days of the store's calendar. */
export type AccountsQuery = {
  currency_code?: string | undefined
  /** Only these. */
  account_ids?: readonly string[] | undefined
  on_hold?: CreditAccount["on_hold"] | undefined
  /** Only accounts with overdue items. */
  overdue?: boolean | undefined
  /** Accounts that are left out. */
  without?: readonly string[] | undefined
  after: ListCursor | null
  limit: number
  today: CalendarDate
}

export type OpenItemsQuery = {
  currency_code?: string | undefined
  /** Only of these. */
  account_ids?: readonly string[] | undefined
  account_id?: string | undefined
  status?: "open" | "overdue" | undefined
  disputed?: boolean | undefined
  due_until?: CalendarDate | undefined
  /** Accounts that are left out. */
  without?: readonly string[] | undefined
  after: ListCursor | null
  limit: number
  today: CalendarDate
}

type Condition = { sql: string; values: unknown[] }

const when = (condition: unknown, sql: string, ...values: unknown[]): Condition[] =>
  condition === undefined || condition === null || condition === false || condition === 0 ? [] : [{ sql, values }]

/** Sums over all accounts except `without`, by currency, the currency with the most accounts first. */
export async function readExposure(
  db: Database,
  today: CalendarDate,
  without: readonly string[] = [],
): Promise<Exposure[]> {
  return rows<Exposure>(
    db,
    `with account as (
       select currency_code, count(*)::int as accounts, count(*) filter (where on_hold <> 'none')::int as accounts_on_hold,
         sum(coalesce(credit_limit, 0)) as credit_limit, sum(balance) as balance, sum(held) as held, sum(unapplied) as unapplied,
         sum(greatest(coalesce(credit_limit, 0) * (1 + tolerance) - balance - held, 0)) as available
       from clientele_credit_account where customer_id <> all (?::text[]) group by currency_code
     ), late as (
       select a.currency_code, sum(o.open) as amount, count(*)::int as accounts from (
         select account_id, sum(open) as open from clientele_credit_receivable where open > 0 and due_on < ?::date
         and account_id <> all (?::text[]) group by account_id) o join clientele_credit_account a on a.customer_id = o.account_id group by a.currency_code
     ), waiting as (
       select a.currency_code, sum(h.amount) as amount, count(*)::int as orders from clientele_credit_hold h
       join clientele_credit_account a on a.customer_id = h.account_id where h.status = 'waiting'
         and h.account_id <> all (?::text[]) group by a.currency_code
     )
     select account.currency_code, account.accounts, accounts_on_hold, trim_scale(credit_limit)::text as credit_limit,
       trim_scale(balance)::text as balance, trim_scale(held)::text as held, trim_scale(unapplied)::text as unapplied,
       trim_scale(available)::text as available, trim_scale(coalesce(late.amount, 0))::text as overdue_amount,
       coalesce(late.accounts, 0) as accounts_overdue, coalesce(waiting.orders, 0) as waiting_orders,
       trim_scale(coalesce(waiting.amount, 0))::text as waiting_amount
     from account left join late using (currency_code) left join waiting using (currency_code)
     order by account.accounts desc, account.currency_code`,
    [without, today, without, without],
  )
}

/** Accounts, the largest balance first. */
export async function readAllAccounts(
  db: Database,
  { currency_code, account_ids, on_hold, overdue, without, after, limit, today }: AccountsQuery,
): Promise<{ accounts: AccountRow[]; next_cursor: string | null }> {
  const where = [
    ...when(currency_code, "currency_code = ?", currency_code),
    ...when(account_ids, "customer_id = any(?::text[])", account_ids),
    ...when(on_hold, "on_hold = ?", on_hold),
    ...when(
      overdue,
      `customer_id in (select account_id from clientele_credit_receivable where open > 0 and due_on < ?::date)`,
      today,
    ),
    ...when(without?.length, "customer_id <> all (?)", without),
    ...when(after, "(balance, customer_id) < (?::numeric, ?)", after?.value, after?.id),
  ]
  const found = await rows<AccountRow>(
    db,
    `select a.*, (select trim_scale(coalesce(sum(open), 0))::text from clientele_credit_receivable r
         where r.account_id = a.customer_id and open > 0 and due_on < ?::date) as overdue_amount,
       (select count(*)::int from clientele_credit_member m where m.account_id = a.customer_id and removed_at is null)
         as members_count
     from (select ${ACCOUNT_COLUMNS}, balance from clientele_credit_account ${whereOf(where)}
       order by balance desc, customer_id desc limit ?) a
     order by a.balance desc, a.customer_id desc`,
    [today, ...where.flatMap(({ values }) => values), limit + 1],
  )
  const accounts = found.slice(0, limit)
  const last = accounts.at(-1)
  const next_cursor =
    found.length > limit && last ? encodeListCursor({ value: last.current_balance, id: last.customer_id }) : null
  return { accounts, next_cursor }
}

/** The earliest due date first. */
export async function readOpenItems(
  db: Database,
  { currency_code, account_ids, account_id, status, disputed, due_until, without, after, limit, today }: OpenItemsQuery,
): Promise<{ receivables: OpenItem[]; next_cursor: string | null }> {
  const dispute =
    "exists (select 1 from clientele_credit_dispute d where d.receivable_id = r.id and d.ended_at is null)"
  const where = [
    ...when(true, "r.open > 0"),
    ...when(account_ids, "r.account_id = any(?::text[])", account_ids),
    ...when(account_id, "r.account_id = ?", account_id),
    ...when(currency_code, "a.currency_code = ?", currency_code),
    ...when(status, `r.due_on ${status === "overdue" ? "<" : ">="} ?::date`, today),
    ...when(due_until, "r.due_on <= ?::date", due_until),
    ...when(disputed !== undefined, `${disputed ? "" : "not "}${dispute}`),
    ...when(without?.length, "r.account_id <> all (?)", without),
    ...when(after, "(r.due_on, r.id) > (?::date, ?)", after?.value, after?.id),
  ]
  const found = await rows<Omit<OpenItem, "days_overdue" | "status"> & { due: string }>(
    db,
    `select r.id, r.account_id, r.order_id, trim_scale(r.charged)::text as charged, trim_scale(r.open)::text as open,
       r.payment_terms, r.issued_on::text, r.due_on::text as due, nullif(r.due_on::text, '${NOT_DUE}') as due_on,
       r.po_number, r.note, a.currency_code, ${dispute} as disputed
     from clientele_credit_receivable r join clientele_credit_account a on a.customer_id = r.account_id
     ${whereOf(where)} order by r.due_on, r.id limit ?`,
    [...where.flatMap(({ values }) => values), limit + 1],
  )
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    receivables: page.map(({ due, ...one }) => ({
      ...one,
      status: due < today ? "overdue" : "open",
      days_overdue: due < today ? daysOverdue(due, today) : 0,
    })),
    next_cursor: found.length > limit && last ? encodeListCursor({ value: last.due, id: last.id }) : null,
  }
}

const whereOf = (conditions: Condition[]) =>
  conditions.length === 0 ? "" : `where ${conditions.map(({ sql }) => sql).join(" and ")}`
