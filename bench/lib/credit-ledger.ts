import fs from "node:fs"
import knex, { type Knex } from "knex"
import { createDatabase, query, type TestDatabase } from "../../integration-tests/helpers/database"
import { CreditModuleService, type HoldRequest } from "../../src/modules/credit"
import { reference } from "./pgbench"

export const ACCOUNTS = 100_000

const accountOf = (number: number) => `cus_bench${number}`

const FILL = `
  insert into clientele_credit_account (customer_id, currency_code, credit_limit, payment_terms)
    select 'cus_bench' || n, 'usd', 1000000000000, 'net_30' from generate_series(1, ${ACCOUNTS}) n;
  insert into clientele_credit_member (account_id, customer_id)
    select 'cus_bench' || n, 'cus_bench' || n from generate_series(1, ${ACCOUNTS}) n;
  analyze clientele_credit_account;
  analyze clientele_credit_member`

export type CreditLedger = { credit: CreditModuleService; db: Knex; database: TestDatabase; close: () => Promise<void> }

/**
 * Opens a migrated database and the credit module with a pool of ten connections, as Medusa configures it. `filled` adds 100,000
 * accounts.
 */
export async function openCreditLedger({ filled }: { filled: boolean }): Promise<CreditLedger> {
  const database = await createDatabase()
  const db = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 10 } })
  if (filled) {
    await query(database, FILL)
    await query(database, fs.readFileSync(reference("schema.sql"), "utf8"))
    await query(database, "analyze bench_limit.debtor")
  }
  const close = async () => {
    await db.destroy()
    await database.drop()
  }
  return { credit: new CreditModuleService({ __pg_connection__: db }), db, database, close }
}

let orders = 0

/** A hold of 10.00 for a new order. */
export function newHold(account: number): HoldRequest {
  orders += 1
  const number = String(orders).padStart(12, "0")
  return {
    order_id: `order_01BENCH${process.pid}${number}`,
    account_id: accountOf(account),
    customer_id: accountOf(account),
    cart_id: `cart_01BENCH${process.pid}${number}`,
    payment_session_id: `payses_01BENCH${process.pid}${number}`,
    amount: "10",
    currency_code: "usd",
    over_limit: "reject",
  }
}

/** The history of an older account: orders and payments in turn. The last orders are still open. */
const HISTORY = `
  with account as (
    insert into clientele_credit_account (customer_id, currency_code, credit_limit, payment_terms, balance, version)
      values ($1, 'usd', 1000000000000, 'net_30', $3::int * 10, $2::int) returning customer_id
  ), member as (
    insert into clientele_credit_member (account_id, customer_id) select customer_id, customer_id from account
  ), item as (
    select n, $1 || '_item' || n as id, n > ($2::int + $3::int) / 2 - $3::int as is_open,
      current_date - ($2::int / 2 - n) / 200 as day
    from generate_series(1, ($2::int + $3::int) / 2) n
  ), receivable as (
    insert into clientele_credit_receivable (id, account_id, order_id, charged, open, payment_terms, issued_on, due_on)
      select id, $1, $1 || '_order' || n, 10, case when is_open then 10 else 0 end, 'net_30', day, day + 30 from item
  ), row as (
    select n, 'charge' as type, 10 as amount, id, day from item
    union all select n, 'payment', -10, id, day + 20 from item where not is_open
  ), numbered as (
    select *, row_number() over (order by n, type) as version from row
  ), cash as (
    insert into clientele_credit_cash (account_id, version, amount, open)
      select $1, version, 10, 0 from numbered where type = 'payment'
  ), allocation as (
    insert into clientele_credit_allocation (account_id, version, receivable_id, amount)
      select $1, version, id, 10 from numbered where type = 'payment'
  )
  insert into clientele_credit_entry (account_id, version, type, amount, balance_after, receivable_id, order_id, idempotency_key,
      request_hash, dated_on)
    select $1, version, type::clientele_credit_entry_type, amount, sum(amount) over (order by version),
      case when type = 'charge' then id end, case when type = 'charge' then $1 || '_order' || n end, $1 || ':' || version, '', day
      from numbered`

/** Number of items that are open at the end, in an account of any size. */
const OPEN = 50

/** Writes an account with `entries` entries, of which 50 are open items, straight into the tables. @param entries an even number */
export async function fillAccount(database: TestDatabase, accountId: string, entries: number): Promise<void> {
  await query(database, HISTORY, [accountId, entries, OPEN])
}

const ITEMS_EACH = 10

const OPEN_ITEMS = `
  with account as (
    insert into clientele_credit_account (customer_id, currency_code, credit_limit, payment_terms, balance, version)
      select 'cus_aged' || n, 'usd', 1000000000000, 'net_30', 10 * ${ITEMS_EACH}, ${ITEMS_EACH}
      from generate_series(1, $1::int / ${ITEMS_EACH}) n returning customer_id as id
  ), item as (
    select id, n, id || '_item' || n as item_id, current_date - (n * 13 + length(id))::int as day
    from account, generate_series(1, ${ITEMS_EACH}) n
  ), receivable as (
    insert into clientele_credit_receivable (id, account_id, order_id, charged, open, payment_terms, issued_on, due_on)
      select item_id, id, id || '_order' || n, 10, 10, 'net_30', day, day + 30 from item
  )
  insert into clientele_credit_entry (account_id, version, type, amount, balance_after, receivable_id, order_id, idempotency_key,
      request_hash, dated_on, created_at)
    select id, n, 'charge', 10, n * 10, item_id, id || '_order' || n, item_id, '', day, now() - interval '1 day' from item`

/** Writes accounts with ten open items each, 1 to 130 days old, straight into the tables. @param items a multiple of ten */
export async function fillOpenItems(database: TestDatabase, items: number): Promise<void> {
  await query(database, OPEN_ITEMS, [items])
}
