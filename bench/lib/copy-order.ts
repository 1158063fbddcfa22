import { query, type TestDatabase } from "../../integration-tests/helpers/database"

const LINES = "select item_id from order_item where order_id = $1"
const METHODS = "select shipping_method_id from order_shipping where order_id = $1"
const COLLECTIONS = "select payment_collection_id from order_payment_collection where order_id = $1"
const PAYMENTS = `select id from payment where payment_collection_id in (${COLLECTIONS})`

/** The rows of an order, parents before children: table → condition. The copies share the addresses. */
const PARTS: readonly [table: string, condition: string][] = [
  ['"order"', "id = $1"],
  ["order_summary", "order_id = $1"],
  ["order_line_item", `id in (${LINES})`],
  ["order_line_item_tax_line", `item_id in (${LINES})`],
  ["order_line_item_adjustment", `item_id in (${LINES})`],
  ["order_item", "order_id = $1"],
  ["order_shipping_method", `id in (${METHODS})`],
  ["order_shipping_method_tax_line", `shipping_method_id in (${METHODS})`],
  ["order_shipping", "order_id = $1"],
  ["order_transaction", "order_id = $1"],
  ["payment_collection", `id in (${COLLECTIONS})`],
  ["payment_session", `payment_collection_id in (${COLLECTIONS})`],
  ["payment", `payment_collection_id in (${COLLECTIONS})`],
  ["capture", `payment_id in (${PAYMENTS})`],
  ["order_payment_collection", "order_id = $1"],
]

/**
 * Copies an order with its lines, shipping, transactions and payments. Medusa would take minutes to make thousands.
 * Every id in a copied row ends with the copy's number. A buyer has about five copies.
 */
export async function copyOrder(database: TestDatabase, orderId: string, copies: number): Promise<void> {
  const ids: string[] = []
  for (const [table, condition] of PARTS) {
    const rows = await query<{ id: string }>(database, `select id from ${table} where ${condition}`, [orderId])
    ids.push(...rows.map(({ id }) => id))
  }
  const anyId = `(${ids.join("|")})`
  for (const [table, condition] of PARTS) {
    await query(
      database,
      // The function stands in FROM: PostgreSQL evaluates `(jsonb_populate_record(…)).*` once for each column.
      `insert into ${table}
         select copy.*
         from (select * from ${table} where ${condition}) original, generate_series(1, $3::int) n,
           jsonb_populate_record(null::${table},
             regexp_replace(to_jsonb(original)::text, $2, '\\1_' || n, 'g')::jsonb) copy`,
      [orderId, anyId, copies],
    )
  }
  await query(
    database,
    `update "order" set email = 'buyer' || (abs(hashtext(id)) % ($2::int / 5 + 1)) || '@example.com' where id <> $1`,
    [orderId, copies],
  )
  await query(database, "analyze")
}
