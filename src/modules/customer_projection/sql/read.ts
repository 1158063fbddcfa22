import { type Database, rows } from "../../../kernel/database"
import type { CurrencyFigures, CustomerStats, OrderRow, OrderStatusFilter } from "../types"

const ORDER_COLUMNS = `order_id, currency_code, display_id::int, status, payment_status, fulfillment_status, total::text,
  paid::text, refunded::text, items_count::text, placed_at, paid_at, shipped_at, delivered_at, canceled_at`

/** Orders placed in [from, to], newest first, and their number (contract R15). */
export async function readOrders(
  db: Database,
  customerId: string,
  filters: { status?: OrderStatusFilter | undefined; from?: Date | undefined; to?: Date | undefined },
  { limit, offset }: { limit: number; offset: number },
): Promise<{ orders: OrderRow[]; count: number }> {
  const conditions = ["customer_id = ?"]
  const bindings: unknown[] = [customerId]
  if (filters.status) {
    // The field is one of our three names, never a client's text.
    conditions.push(`${filters.status.field} = ?`)
    bindings.push(filters.status.value)
  }
  if (filters.from) {
    conditions.push("placed_at >= ?")
    bindings.push(filters.from)
  }
  if (filters.to) {
    conditions.push("placed_at <= ?")
    bindings.push(filters.to)
  }
  const where = `from clientele_customer_order where ${conditions.join(" and ")}`
  const [orders, counted] = await Promise.all([
    rows<OrderRow>(db, `select ${ORDER_COLUMNS} ${where} order by placed_at desc, order_id desc limit ? offset ?`, [
      ...bindings,
      limit,
      offset,
    ]),
    rows<{ count: number }>(db, `select count(*)::int as count ${where}`, bindings),
  ])
  return { orders, count: counted[0]?.count ?? 0 }
}

/** A customer's newest orders. One statement, without the count. */
export async function readNewestOrders(db: Database, customerId: string, limit: number): Promise<OrderRow[]> {
  const sql = `select ${ORDER_COLUMNS} from clientele_customer_order where customer_id = ?
    order by placed_at desc, order_id desc limit ?`
  return rows<OrderRow>(db, sql, [customerId, limit])
}

/** Figures of customers, by currency (contract R12). One query. */
export async function readStats(db: Database, customerIds: readonly string[]): Promise<CustomerStats[]> {
  return rows<CustomerStats>(
    db,
    `select customer_id, currency_code, total_orders, total_spent::text, first_order_at, last_order_at
     from clientele_customer_stats where customer_id = any (?) order by customer_id, currency_code`,
    [customerIds],
  )
}

type Totals = {
  currency_code: string
  lifetime_orders: number
  spent: string
  first_order_at: Date | null
  last_order_at: Date | null
  orders: number
  revenue: string
  paid: string
  refunded: string
  canceled: number
  payment_days: string | null
}
type Month = { currency_code: string; month: string; orders: number; revenue: string }
type Product = CurrencyFigures["products"][number] & { currency_code: string }

/** The sums for the analytics (contract R16), for each currency of the customer's orders. `since` is inclusive. */
export async function readFigures(
  db: Database,
  customerId: string,
  since: Date | null,
  topProducts: number,
): Promise<CurrencyFigures[]> {
  const bindings = [customerId, since ?? "-infinity"]
  const [totals, months, products] = await Promise.all([
    rows<Totals>(db, TOTALS, [since ?? "-infinity", customerId]),
    rows<Month>(db, MONTHS, bindings),
    rows<Product>(db, PRODUCTS, [...bindings, topProducts]),
  ])
  const of = <Row extends { currency_code: string }>(all: Row[], currency: string) =>
    all.filter((row) => row.currency_code === currency).map(({ currency_code: _currency, ...row }) => row)
  return totals.map((row) => ({
    currency_code: row.currency_code,
    lifetime: {
      orders: row.lifetime_orders,
      spent: row.spent,
      first_order_at: row.first_order_at,
      last_order_at: row.last_order_at,
    },
    period: {
      orders: row.orders,
      revenue: row.revenue,
      paid: row.paid,
      refunded: row.refunded,
      canceled: row.canceled,
      payment_days: row.payment_days,
    },
    months: of(months, row.currency_code),
    products: of(products, row.currency_code),
  }))
}

const TOTALS = `
  with o as (
    select *, placed_at >= ?::timestamptz as in_period from clientele_customer_order
    where customer_id = ? and (is_sale or is_transaction or status = 'canceled')
  )
  select currency_code,
    count(*) filter (where is_sale)::int as lifetime_orders,
    sum(paid - refunded)::text as spent,
    min(placed_at) filter (where is_sale) as first_order_at,
    max(placed_at) filter (where is_sale) as last_order_at,
    count(*) filter (where is_sale and in_period)::int as orders,
    coalesce(sum(revenue) filter (where is_sale and in_period), 0)::text as revenue,
    coalesce(sum(paid) filter (where in_period), 0)::text as paid,
    coalesce(sum(refunded) filter (where in_period), 0)::text as refunded,
    count(*) filter (where status = 'canceled' and in_period)::int as canceled,
    (avg(greatest(extract(epoch from paid_at - placed_at), 0) / 86400)
      filter (where is_sale and in_period and paid_at is not null))::text as payment_days
  from o group by currency_code order by lifetime_orders desc, last_order_at desc nulls last, currency_code`

const MONTHS = `
  select currency_code, to_char(placed_at at time zone 'UTC', 'YYYY-MM') as month, count(*)::int as orders,
    sum(revenue)::text as revenue
  from clientele_customer_order where customer_id = ? and is_sale and placed_at >= ?::timestamptz
  group by 1, 2 order by 2 desc`

const PRODUCTS = `
  with sold as (
    select o.currency_code, l.product_id, coalesce(l.product_id, l.title) as key,
      (array_agg(l.title order by o.placed_at desc, l.line_id))[1] as product_name,
      sum(l.quantity) as quantity, sum(l.revenue) as revenue
    from clientele_customer_order o join clientele_customer_order_line l using (order_id)
    where o.customer_id = ? and o.is_sale and o.placed_at >= ?::timestamptz
    group by 1, 2, 3
  ), ranked as (
    select *, row_number() over (partition by currency_code order by revenue desc, quantity desc, key) as place from sold
  )
  select currency_code, product_id, product_name, quantity::text as quantity_ordered, revenue::text as revenue
  from ranked where place <= ? order by currency_code, place`
