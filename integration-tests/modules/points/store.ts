import { setTimeout as sleep } from "node:timers/promises"
import knex, { type Knex } from "knex"
import type { PluginOptions } from "../../../src/kernel/options"
import PointsModuleService from "../../../src/modules/points/service"
import type { Settlement } from "../../../src/modules/points/types"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"

/** The points module on a migrated database of its own, without a Medusa server around it. */
export type PointsStore = {
  points: PointsModuleService
  db: Knex
  database: TestDatabase
  /** Another service on its own pool, as a second process has. */
  another: () => PointsModuleService
  close: () => Promise<void>
}

export async function openPointsStore(options: Partial<PluginOptions> = {}): Promise<PointsStore> {
  const database = await createDatabase()
  const pools: Knex[] = []
  const open = () => {
    const pool = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 10 } })
    pools.push(pool)
    return pool
  }
  const db = open()
  return {
    points: new PointsModuleService({ __pg_connection__: db }, { ...options }),
    db,
    database,
    another: () => new PointsModuleService({ __pg_connection__: open() }, { ...options }),
    close: async () => {
      await Promise.all(pools.map((pool) => pool.destroy()))
      await database.drop()
    },
  }
}

/** A settlement with everything that a test does not care about filled in. */
export function settlement(one: Pick<Settlement, "order_id" | "mailbox" | "target"> & Partial<Settlement>): Settlement {
  return {
    may_rise: true,
    first: false,
    currency_code: "usd",
    available_at: null,
    expires_at: null,
    calculation: {
      trigger: "payment_paid",
      triggered_by: "payment_paid",
      triggered_at: "2026-01-01T00:00:00.000Z",
      points_per_currency_unit: 1,
      points_per_currency_discount: 100,
      min_order_subtotal_to_earn: 0,
      cause: "test",
      ordered: String(one.target),
      kept: String(one.target),
      paid_share: "1",
      basis: String(one.target),
      rounding: "floor",
      target: one.target,
    },
    ...one,
  }
}

/** Settles one order as a job does: a fencing token first. */
export async function settle(
  points: PointsModuleService,
  one: Parameters<typeof settlement>[0],
  clamp = false,
): Promise<Awaited<ReturnType<PointsModuleService["settle"]>>[number]> {
  const { fencing_token } = await points.drawReading([one.order_id])
  const [outcome] = await points.settle([settlement(one)], fencing_token, clamp)
  if (!outcome) {
    throw new Error("settle answered nothing")
  }
  return outcome
}

/** Every discrepancy in the database: M1 and M2 for all accounts. */
export async function trialBalance(points: PointsModuleService) {
  return (await points.check("0", 1_000_000)).discrepancies
}

/** Keeps everybody from writing to an account, until `count` calls wait for it and the gate opens. */
export async function lockAccount(
  store: PointsStore,
  owner: string,
): Promise<{ open: (count: number) => Promise<void> }> {
  const transaction = await store.db.transaction()
  await transaction.raw("select 1 from clientele_points_account where mailbox = ? for no key update", [owner])
  return {
    open: async (count) => {
      try {
        await waitForLocks(store, count)
      } finally {
        await transaction.commit()
      }
    },
  }
}

/** Waits until `count` calls wait for somebody's lock. */
export async function waitForLocks(store: PointsStore, count: number): Promise<void> {
  const waiting = `select count(*)::int as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`
  const deadline = Date.now() + 20_000
  // On a connection of its own: those that wait may have all of the pool's.
  while (((await query<{ waiting: number }>(store.database, waiting))[0]?.waiting ?? 0) < count) {
    if (Date.now() > deadline) throw new Error(`${count} calls were to wait for a lock`)
    await sleep(20)
  }
}
