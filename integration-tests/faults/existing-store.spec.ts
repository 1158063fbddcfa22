import { runCommand } from "../cli/command"
import { adminApi } from "../helpers/api"
import { createDatabase, query, type TestDatabase } from "../helpers/database"
import { describeSchema } from "../helpers/describe-schema"
import { type Loyalty, loyaltyOf } from "../helpers/loyalty"
import { type Order, openShop, PRICES, type Shop } from "../helpers/shop"
import { type Store, startStore } from "../helpers/store-server"
import { bareStore, createBareDatabase, migrate } from "./bare-store"
import { runInStore } from "./in-store"
import { countEntries, entriesOf, trialBalance } from "./ledger"
import { openQueue } from "./queue"

// A store that has sold for a while gets the plugin: its tables come into a filled database.
let database: TestDatabase
let store: Store
let shop: Shop
let loyalty: Loyalty
let paid: Order[]
let unpaid: Order
const since = new Date(Date.now() - 86_400_000).toISOString()

async function ourTables(): Promise<number> {
  const found = await query(database, "select 1 from pg_tables where tablename like '%clientele%'")
  return found.length
}

beforeAll(async () => {
  database = await createBareDatabase()
  store = await startStore({ databaseUrl: database.url, cwd: bareStore })
  shop = await openShop(store)
  paid = [
    await shop.placeOrder({ capture: true }),
    await shop.placeOrder({ quantity: 3, capture: true }),
    await shop.completeOrder(await shop.placeOrder({ capture: true })),
  ]
  unpaid = await shop.placeOrder()
  await store.stop()
}, 300_000)

afterAll(async () => {
  await store?.stop()
  await database?.drop()
}, 60_000)

it("R34: `medusa db:migrate` brings the plugin's tables into a filled database, and leaves its orders alone", async () => {
  const orders = () => query(database, 'select to_jsonb(o) as row from "order" o order by id')
  const before = await orders()
  expect(await ourTables()).toBe(0)
  await migrate(database.url)
  const fresh = await createDatabase()
  try {
    expect(await describeSchema(database)).toBe(await describeSchema(fresh))
  } finally {
    await fresh.drop()
  }
  expect(await orders()).toEqual(before)
  expect(before).toHaveLength(4)
}, 180_000)

// Guards: `settingsAt(log, at)` in `findTrigger`, where the programme was off when the orders were paid.
it("R34: switching the programme on awards nothing of the past, by events, sweep or reconcile", async () => {
  store = await startStore({ databaseUrl: database.url, port: store.port })
  const queue = openQueue({ databaseUrl: database.url })
  loyalty = loyaltyOf(await adminApi(store.url))
  await loyalty.set("loyalty_points_enabled", true)
  const ids = paid.map(({ id }) => id)
  const events = ids.flatMap((id) => ["order.placed", "order.updated"].map((name) => ({ name, data: { id } })))
  expect(await runInStore(store, "emit", JSON.stringify(events), "1")).toEqual({ queued: 3 })
  expect(await queue.drained()).toEqual({ waiting: 0, active: 0, dead: 0 })
  await queue.close()
  await runInStore(store, "sweep")
  expect(await loyalty.reconcile({ since, repair: true })).toMatchObject({ checked: 4, differences: [] })
  expect(await countEntries(database)).toBe(0)
  expect((await loyalty.why(ids[0] ?? "")).summary).toMatch(/switched off/)
}, 180_000)

it("R34: what is paid from then on earns, also where the order is from before", async () => {
  await shop.capture(unpaid)
  const fresh = await shop.placeOrder({ capture: true })
  await loyalty.granted(unpaid.id, PRICES.shirt)
  await loyalty.granted(fresh.id, PRICES.shirt)
  expect(await entriesOf(database, [unpaid.id, fresh.id])).toEqual([[PRICES.shirt], [PRICES.shirt]])
  expect(
    await entriesOf(
      database,
      paid.map(({ id }) => id),
    ),
  ).toEqual([[], [], []])
}, 60_000)

// Guard: the look at what was granted in `clientele_points_settle_batch`.
it("R34: `clientele backfill` awards the past once, however often it runs", async () => {
  const day = ["--since", since.slice(0, 10)]
  const backfill = async () => {
    const { code, stdout, stderr } = await runCommand(["backfill", "--json", ...day], { databaseUrl: database.url })
    if (code !== 0) throw new Error(`backfill ended with ${code}: ${stderr}`)
    return JSON.parse(stdout)
  }
  // The same command in the store that is up, without a boot of its own.
  const backfillThere = async (...more: string[]) => {
    const { code, printed } = await runInStore(store, "backfill", ...day, ...more)
    expect(code).toBe(0)
    return printed
  }
  const awarded = { checked: 5, awarded: 3, points: 5 * PRICES.shirt, failed: [] }
  expect(await backfillThere("--dry-run")).toEqual({ ...awarded, dry_run: true })
  expect(
    await entriesOf(
      database,
      paid.map(({ id }) => id),
    ),
  ).toEqual([[], [], []])
  expect(await backfill()).toEqual({ ...awarded, dry_run: false })
  expect(await backfillThere()).toEqual({ ...awarded, awarded: 0, points: 0, dry_run: false })
  const once = [[PRICES.shirt], [3 * PRICES.shirt], [PRICES.shirt]]
  expect(
    await entriesOf(
      database,
      paid.map(({ id }) => id),
    ),
  ).toEqual(once)
  expect(await trialBalance(database.url)).toEqual([])
}, 180_000)

it("R34: a second `medusa db:migrate`, on a ledger with entries, changes nothing", async () => {
  const everything = async () => [
    await query(database, "select * from clientele_points_entry order by account_id, version"),
    // Without the ticket of the last reading: the store is up, and its sweep may read an order once more.
    await query(database, "select to_jsonb(lot) - 'ticket' as lot from clientele_points_lot lot order by source"),
    await query(database, "select name from mikro_orm_migrations order by name"),
    await describeSchema(database),
  ]
  const before = await everything()
  await migrate(database.url)
  expect(await everything()).toEqual(before)
}, 120_000)
