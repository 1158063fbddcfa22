import { query, type TestDatabase } from "../../integration-tests/helpers/database"

/** Number of customers and of orders. */
export type Crowd = { customers: number; orders: number }

/** The first customer is the busy one, with BUSY_ORDERS orders. */
export const BUSY_CUSTOMER = "cus_bench_0000000001"
export const BUSY_ORDERS = 1_000

/** SQL for a pseudo-random number from 0 to below 1, by row number and purpose. Every run gets the same numbers. */
const dice = (n: string, purpose: number) => `((hashint8extended(${n}, ${purpose}) & 1048575) / 1048576.0)`
const pick = (list: string, n: string, purpose: number) =>
  `(array[${list}])[1 + floor(${dice(n, purpose)} * array_length(array[${list}], 1))::int]`

const FIRST =
  "'Ada','Ben','Cleo','Dan','Eva','Finn','Gina','Hugo','Ines','John','Kira','Liam','Mona','Nils','Olga','Paul'"
const LAST =
  "'Adams','Brown','Clark','Davis','Evans','Foster','Garcia','Hughes','Ito','Johnson','Khan','Lopez','Meyer','Nguyen','Okafor','Smith'"
const TOWNS = "'Berlin','Lyon','Nairobi','Austin','Osaka','Porto','Quito','Riga'"

const id = (n: string) => `'cus_bench_' || lpad(${n}::text, 10, '0')`
const first = pick(FIRST, "n", 1)
const last = pick(LAST, "n", 2)
const email = `lower(${first} || '.' || ${last}) || n || '@example.com'`
const phone = `'+1212' || lpad((n % 10000000)::text, 7, '0')`
/** Customers join one after another over three years. */
const joined = "timestamptz '2023-01-01' + n * interval '94600 seconds' * (1000.0 / $1)"

const SHARES = { business: 0.1, inactive: 0.02, profile: 0.3 } as const

const isBusiness = `${dice("n", 3)} < ${SHARES.business}`
const isActive = `${dice("n", 4)} >= ${SHARES.inactive}`

/** Few customers have most orders: the random number is squared. The first BUSY_ORDERS orders belong to the busy customer. */
const buyer = `case when n <= ${BUSY_ORDERS} then 1 else 2 + floor(power(${dice("n", 5)}, 2) * ($2::bigint - 2))::bigint end`
const amount = `(10 + floor(${dice("n", 6)} * 19000) / 100)::numeric(12, 2)`
const placed = `timestamptz '2026-11-01' - ${dice("n", 7)} * interval '1000 days'`

type Fill = { what: string; rows: keyof Crowd; sql: string }

/** Each statement takes the range of numbers as $3 and $4. They fill the tables of Medusa and of the plugin that a list reads. */
const FILLS: readonly Fill[] = [
  {
    what: "Medusa's customers",
    rows: "customers",
    sql: `insert into customer (id, email, first_name, last_name, company_name, phone, has_account, created_at, updated_at)
      select ${id("n")}, ${email}, ${first}, ${last}, case when ${isBusiness} then ${last} || ' & Co ' || n end, ${phone},
        true, ${joined}, ${joined} from generate_series($3::bigint, $4::bigint) n where $2::bigint > 0`,
  },
  {
    what: "addresses",
    rows: "customers",
    sql: `insert into customer_address (id, customer_id, address_1, city, country_code, is_default_shipping, is_default_billing)
      select 'cuaddr_bench_' || n, ${id("n")}, n || ' Main Street', ${pick(TOWNS, "n", 8)}, 'us', true, true
      from generate_series($3::bigint, $4::bigint) n where $1::bigint > 0 and $2::bigint > 0`,
  },
  {
    what: "profiles",
    rows: "customers",
    sql: `insert into clientele_customer_profile (customer_id, is_business, is_active, external_id, managed, email_key, created_at,
        updated_at)
      select ${id("n")}, ${isBusiness}, ${isActive}, 'EXT-' || n, true, ${email}, ${joined}, ${joined}
      from generate_series($3::bigint, $4::bigint) n
      where ${dice("n", 9)} < ${SHARES.profile} and $2::bigint > 0`,
  },
  {
    what: "index",
    rows: "customers",
    sql: `insert into clientele_customer_index (customer_id, reading, created_at, email, email_key, name_key, phone_digits,
        external_id, is_active, is_business, has_account, document)
      select ${id("n")}, 0, ${joined}, ${email}, ${email}, lower(${first} || ' ' || ${last}), substr(${phone}, 2), 'EXT-' || n,
        ${isActive}, ${isBusiness}, true,
        lower(' ' || ${first} || ' ' || ${last} || ' ' || ${email} || ' example.com EXT-' || n || ' ' || ${phone} || ' '
          || substr(${phone}, 2))
      from generate_series($3::bigint, $4::bigint) n where $2::bigint > 0`,
  },
  {
    what: "orders",
    rows: "orders",
    sql: `insert into clientele_customer_order
      select 'order_bench_' || lpad(n::text, 10, '0'), 0, ${id(`(${buyer})`)}, 'usd', n, 'pending', 'captured', 'delivered',
        ${amount}, ${amount}, 0, ${amount}, 1, true, true, at, at, at + interval '1 day', at + interval '3 days', null
      from generate_series($3::bigint, $4::bigint) n, lateral (select ${placed} as at) t where $1::bigint > 0`,
  },
  {
    what: "order lines",
    rows: "orders",
    sql: `insert into clientele_customer_order_line
      select 'order_bench_' || lpad(n::text, 10, '0'), 'line_' || n, 'prod_' || product, 'Product ' || product, 1, ${amount}
      from generate_series($3::bigint, $4::bigint) n, lateral (select 1 + floor(${dice("n", 10)} * 500)::int as product) t
      where $1::bigint > 0 and $2::bigint > 0`,
  },
]

const CHUNK = 250_000

/**
 * Fills a store's database with customers and orders, straight into the tables, with the same rows in every run. It drops the
 * indexes first, because building an index is several times faster than growing it.
 */
export async function fillWithCustomers(
  database: TestDatabase,
  crowd: Crowd,
  log: (line: string) => void,
): Promise<void> {
  await nothingToSweep(database)
  const tables = ["clientele_customer_index", "clientele_customer_order", "clientele_customer_order_line"]
  const indexes = await query<{ name: string; definition: string }>(
    database,
    `select i.indexname as name, i.indexdef as definition from pg_indexes i
     where i.schemaname = 'public' and i.tablename = any ($1)
       and not exists (select 1 from pg_constraint c where c.conname = i.indexname)`,
    [tables],
  )
  for (const { name } of indexes) {
    await query(database, `drop index ${name}`)
  }
  for (const { what, rows, sql } of FILLS) {
    for (let from = 1; from <= crowd[rows]; from += CHUNK) {
      const until = Math.min(crowd[rows], from + CHUNK - 1)
      await query(database, sql, [crowd.customers, crowd.customers, from, until])
      if (crowd[rows] > CHUNK) log(`  ${what}: ${until} of ${crowd[rows]}`)
    }
  }
  await addUp(database)
  log("  indexes")
  for (const { definition } of indexes) {
    await query(database, definition)
  }
  for (const table of [
    "customer",
    "customer_address",
    "clientele_customer_profile",
    "clientele_customer_stats",
    ...tables,
  ]) {
    await query(database, `vacuum analyze ${table}`)
  }
}

/**
 * Leaves the sweeps nothing to do, because they would find the rows that were written straight into the tables and work during the
 * measurement: no row is new, and the first pass over older orders is complete.
 */
async function nothingToSweep(database: TestDatabase): Promise<void> {
  await query(
    database,
    `insert into clientele_customer_projection_checkpoint (name, phase, after_id, done_at) values ('fill', 'orders', '', now())
     on conflict (name) do update set phase = excluded.phase, after_id = excluded.after_id, done_at = excluded.done_at`,
  )
}

async function addUp(database: TestDatabase): Promise<void> {
  await query(
    database,
    `insert into clientele_customer_stats
     select customer_id, currency_code, count(*), sum(paid - refunded), sum(revenue), min(placed_at), max(placed_at)
     from clientele_customer_order group by 1, 2`,
  )
  await query(
    database,
    `update clientele_customer_index i set has_transactions = true, last_order_at = s.last_order_at
     from clientele_customer_stats s where s.customer_id = i.customer_id`,
  )
}
