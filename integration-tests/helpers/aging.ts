import { query, type TestDatabase } from "./database"
import { withServer } from "./database-server"

/** Tables with rows about an order, by the prefix of their ids. */
const OF_ORDER: Record<string, string> = {
  order_summary: "ordsum",
  order_change: "ordch",
  order_transaction: "ordtrx",
  order_credit_line: "ordcl",
  capture: "capt",
  refund: "ref",
}

const THEIRS = (table: string) =>
  table === "capture" || table === "refund"
    ? `payment_id in (select p.id from payment p join order_payment_collection l
         on l.payment_collection_id = p.payment_collection_id where l.order_id = $1)`
    : "order_id = $1"

/** An id in Medusa's format with a time in the 1970s. */
const aged = (column: string, prefix: string) => `overlay(${column} placing '${prefix}_00' from 1)`

/**
 * Gives an order the id of an old one in all tables, because a sweep finds new rows by the time in their ids.
 *
 * @param id the new id; by default one that looks created long ago
 */
export async function ageOrder(database: TestDatabase, was: string, id = was.replace("order_01", "order_00")) {
  await withServer(async (client) => {
    // Neither foreign keys nor triggers.
    await client.query("set session_replication_role = replica")
    const { rows } = await client.query<{ table_name: string }>(
      `select table_name from information_schema.columns join information_schema.tables using (table_schema, table_name)
       where table_schema = 'public' and table_type = 'BASE TABLE' and column_name = 'order_id'`,
    )
    for (const { table_name } of rows) {
      await client.query(`update "${table_name}" set order_id = $2 where order_id = $1`, [was, id])
    }
    await client.query('update "order" set id = $2 where id = $1', [was, id])
  }, database.name)
  return id
}

/** Makes all rows about an order old, except in one table. `order` means the order's own time stamp. */
export async function leaveOnly(database: TestDatabase, id: string, kept: string | null): Promise<void> {
  for (const [table, prefix] of Object.entries(OF_ORDER).filter(([table]) => table !== kept)) {
    await withServer(async (client) => {
      await client.query("set session_replication_role = replica")
      const theirs = `${THEIRS(table)} and id like '${prefix}\\_01%'`
      if (table === "order_change") {
        await client.query(
          `update order_change_action set order_change_id = ${aged("order_change_id", prefix)}
           where order_change_id in (select id from order_change where ${theirs})`,
          [id],
        )
      }
      await client.query(`update ${table} set id = ${aged("id", prefix)} where ${theirs}`, [id])
    }, database.name)
  }
  if (kept !== "order") {
    await query(database, `update "order" set updated_at = now() - interval '2 hours' where id = $1`, [id])
  }
}

/** Postpones the passes of both sweeps, so that they find nothing. */
export async function withoutPasses(database: TestDatabase): Promise<void> {
  await query(
    database,
    `insert into clientele_points_watermark (name, after_id, since, reached_at)
     values ('orders', '', now(), now() + interval '1 hour') on conflict (name) do update
     set after_id = '', reached_at = excluded.reached_at`,
  )
}
