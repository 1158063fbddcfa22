import { bounded, type Database, type Pool, rows } from "../../../kernel/database"
import { searchable } from "../domain/search"
import type { ProjectedOrder } from "../types"
import { lockAll } from "./readings"

/** A row of the index to write. */
export type IndexRow = {
  customer_id: string
  created_at: Date
  email: string | null
  email_key: string
  name_key: string
  phone_digits: string | null
  external_id: string | null
  is_active: boolean
  is_business: boolean
  has_account: boolean
  livemode: boolean
  document: string
  deleted_at: Date | null
}

const INDEX_COLUMNS = [
  "created_at",
  "email",
  "email_key",
  "name_key",
  "phone_digits",
  "external_id",
  "is_active",
  "is_business",
  "has_account",
  "livemode",
  "document",
  "deleted_at",
] as const

const SET_INDEX = INDEX_COLUMNS.map((column) => `${column} = excluded.${column}`).join(", ")

/** The columns of an index row that come from the orders; `i` is the row. */
const FROM_ORDERS = `
  exists (select 1 from clientele_customer_order o where o.customer_id = i.customer_id and o.is_transaction),
  coalesce((select max(o.placed_at) from clientele_customer_order o where o.customer_id = i.customer_id and o.is_sale),
    '-infinity')`

/** Writes index rows, and anonymises rows of customers that no longer exist. A row from a later reading stays. */
export async function writeIndex(
  pool: Pool,
  customers: readonly IndexRow[],
  gone: readonly string[],
  reading: string,
  waitMs?: number,
): Promise<void> {
  const write = async (db: Database) => {
    await lockAll(db, "customer", [...customers.map(({ customer_id }) => customer_id), ...gone])
    if (customers.length > 0) {
      const columns = INDEX_COLUMNS.join(", ")
      await rows(
        db,
        `insert into clientele_customer_index (customer_id, reading, ${columns}, has_transactions, last_order_at)
         select i.customer_id, ?::bigint, ${INDEX_COLUMNS.map((column) => `i.${column}`).join(", ")}, ${FROM_ORDERS}
         from jsonb_populate_recordset(null::clientele_customer_index, ?::jsonb) i
         on conflict (customer_id) do update set reading = excluded.reading, ${SET_INDEX},
           has_transactions = excluded.has_transactions, last_order_at = excluded.last_order_at
         where clientele_customer_index.reading <= excluded.reading`,
        [reading, JSON.stringify(customers)],
      )
    }
    if (gone.length > 0) {
      // The row stays without personal data, so that an older reading that arrives later does not restore the customer.
      await rows(
        db,
        `insert into clientele_customer_index (customer_id, reading, created_at, deleted_at)
         select id, ?::bigint, now(), now() from unnest(?::text[]) id
         on conflict (customer_id) do update set reading = excluded.reading, email = null, email_key = '', name_key = '',
           phone_digits = null, external_id = null, document = '',
           deleted_at = coalesce(clientele_customer_index.deleted_at, excluded.deleted_at)
         where clientele_customer_index.reading <= excluded.reading`,
        [reading, [...gone]],
      )
    }
  }
  await bounded(pool, write, waitMs)
}

/**
 * Writes orders and recomputes the figures of their customers in one transaction: of the present customers and of the
 * former ones, because an order can be transferred. An order from a later reading stays. An order that no longer exists is
 * removed.
 */
export async function writeOrders(
  pool: Pool,
  orders: readonly ProjectedOrder[],
  gone: readonly string[],
  reading: string,
  waitMs?: number,
): Promise<void> {
  const ids = [...orders.map(({ order_id }) => order_id), ...gone]
  const write = async (db: Database) => {
    await lockAll(db, "order", ids)
    const before = await rows<{ customer_id: string }>(
      db,
      "select distinct customer_id from clientele_customer_order where order_id = any (?) and customer_id is not null",
      [ids],
    )
    const now = orders.flatMap(({ customer_id }) => (customer_id ? [customer_id] : []))
    const customers = [...new Set([...before.map(({ customer_id }) => customer_id), ...now])]
    await lockAll(db, "customer", customers)
    await upsertOrders(db, orders, reading)
    await rows(db, "delete from clientele_customer_order where order_id = any (?) and reading <= ?", [gone, reading])
    await recompute(db, customers)
  }
  await bounded(pool, write, waitMs)
}

async function upsertOrders(db: Database, orders: readonly ProjectedOrder[], reading: string): Promise<void> {
  const written = await rows<{ order_id: string }>(
    db,
    `insert into clientele_customer_order
     select row.* from jsonb_array_elements(?::jsonb) one, lateral jsonb_populate_record(
       null::clientele_customer_order, one || jsonb_build_object('reading', ?::bigint)) row
     on conflict (order_id) do update set (${ORDER_COLUMNS}) = row (${EXCLUDED})
     where clientele_customer_order.reading <= excluded.reading
     returning order_id`,
    [JSON.stringify(orders), reading],
  )
  const accepted = new Set(written.map(({ order_id }) => order_id))
  const lines = orders
    .filter(({ order_id }) => accepted.has(order_id))
    .flatMap(({ order_id, lines: own }) => own.map((line) => ({ ...line, order_id })))
  await rows(db, "delete from clientele_customer_order_line where order_id = any (?)", [[...accepted]])
  await rows(
    db,
    `insert into clientele_customer_order_line
     select * from jsonb_populate_recordset(null::clientele_customer_order_line, ?::jsonb)`,
    [JSON.stringify(lines)],
  )
  await writeMovements(
    db,
    orders.filter(({ order_id }) => accepted.has(order_id)),
  )
}

/** Runs also without movements, because a transferred order takes its payments along. */
async function writeMovements(db: Database, orders: readonly ProjectedOrder[]): Promise<void> {
  const movements = orders.flatMap(({ order_id, customer_id, currency_code, movements: own }) =>
    own.map((movement) => ({ ...movement, order_id, customer_id, currency_code })),
  )
  const ids = orders.map(({ order_id }) => order_id)
  await rows(db, "delete from clientele_customer_movement where order_id = any (?)", [ids])
  if (movements.length > 0) {
    await rows(
      db,
      `insert into clientele_customer_movement
       select * from jsonb_populate_recordset(null::clientele_customer_movement, ?::jsonb)`,
      [JSON.stringify(movements)],
    )
  }
}

const COLUMNS = [
  "reading",
  "customer_id",
  "currency_code",
  "display_id",
  "status",
  "payment_status",
  "fulfillment_status",
  "total",
  "paid",
  "refunded",
  "revenue",
  "items_count",
  "is_sale",
  "is_transaction",
  "placed_at",
  "paid_at",
  "shipped_at",
  "delivered_at",
  "canceled_at",
]
const ORDER_COLUMNS = COLUMNS.join(", ")
const EXCLUDED = COLUMNS.map((column) => `excluded.${column}`).join(", ")

/**
 * Computes the sums of customers from all their orders (contract R12). They are never incremented, so they cannot drift.
 */
async function recompute(db: Database, customerIds: readonly string[]): Promise<void> {
  await rows(
    db,
    `with fresh as (
       select customer_id, currency_code, count(*) filter (where is_sale)::int as total_orders,
         sum(paid - refunded) as total_spent, sum(revenue) as revenue,
         min(placed_at) filter (where is_sale) as first_order_at, max(placed_at) filter (where is_sale) as last_order_at
       from clientele_customer_order where customer_id = any (?::text[])
       group by customer_id, currency_code
       having bool_or(is_sale or is_transaction)
     ), removed as (
       delete from clientele_customer_stats s where s.customer_id = any (?::text[]) and not exists (
         select 1 from fresh f where f.customer_id = s.customer_id and f.currency_code = s.currency_code)
     )
     insert into clientele_customer_stats as s
       (customer_id, currency_code, total_orders, total_spent, revenue, first_order_at, last_order_at)
     select customer_id, currency_code, total_orders, total_spent, revenue, first_order_at, last_order_at from fresh
     on conflict (customer_id, currency_code) do update set total_orders = excluded.total_orders,
       total_spent = excluded.total_spent, revenue = excluded.revenue, first_order_at = excluded.first_order_at,
       last_order_at = excluded.last_order_at
     where (s.total_orders, s.total_spent, s.revenue, s.first_order_at, s.last_order_at) is distinct from
       (excluded.total_orders, excluded.total_spent, excluded.revenue, excluded.first_order_at, excluded.last_order_at)`,
    [customerIds, customerIds],
  )
  await rows(
    db,
    `update clientele_customer_index i set (has_transactions, last_order_at) = (select ${FROM_ORDERS})
     where customer_id = any (?::text[])`,
    [customerIds],
  )
}

/** The key by which names are sorted. */
export const nameKey = (name: string) => searchable(name).slice(0, 200)
