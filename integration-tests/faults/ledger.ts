import knex from "knex"
import PointsModuleService from "../../src/modules/points/service"
import type { Discrepancy } from "../../src/modules/points/types"
import { query, type TestDatabase } from "../helpers/database"

/** Every figure that disagrees with the entries, lots and holds behind it: M1 and M2 for all accounts. */
export async function trialBalance(databaseUrl: string): Promise<Discrepancy[]> {
  const pool = knex({ client: "pg", connection: databaseUrl, pool: { min: 0, max: 1 } })
  try {
    return (await new PointsModuleService({ __pg_connection__: pool }).check("0", 1_000_000)).discrepancies
  } finally {
    await pool.destroy()
  }
}

/** The points that each order has posted, oldest first: `[20]` is one award of 20. In the order of the given ids. */
export async function entriesOf(database: TestDatabase, orderIds: string[]): Promise<number[][]> {
  const found = await query<{ order_id: string; points: string }>(
    database,
    "select order_id, points from clientele_points_entry where order_id = any ($1) order by account_id, version",
    [orderIds],
  )
  return orderIds.map((id) => found.filter(({ order_id }) => order_id === id).map(({ points }) => Number(points)))
}

/** The number of all entries. */
export async function countEntries(database: TestDatabase): Promise<number> {
  const [row] = await query<{ count: string }>(database, "select count(*) from clientele_points_entry")
  return Number(row?.count)
}
