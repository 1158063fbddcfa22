import { createDatabase, type TestDatabase } from "../helpers/database"
import { eventually, type Loyalty, loyaltyOf } from "../helpers/loyalty"
import { enterShop, openShop, PRICES, type Shop } from "../helpers/shop"
import { type Store, startStore } from "../helpers/store-server"
import { RedisServer } from "../job-queue/backends"
import { countEntries, entriesOf, trialBalance } from "./ledger"
import { openQueue, type QueueView } from "./queue"

// Two servers and one worker on one PostgreSQL and one Redis, where Medusa's event bus, workflow engine and locks are, too.
let database: TestDatabase
let redis: RedisServer
let queue: QueueView
let loyalty: Loyalty
const stores: Store[] = []
const shops: Shop[] = []

const start = async (workerMode: "server" | "worker") => {
  const env = { CLIENTELE_TEST_MEDUSA_REDIS: redis.url }
  const store = await startStore({ databaseUrl: database.url, redisUrl: redis.url, workerMode, env })
  stores.push(store)
  return store
}

beforeAll(async () => {
  redis = await RedisServer.create()
  database = await createDatabase()
  const first = await openShop(await start("server"))
  shops.push(first, await enterShop(await start("server"), first))
  queue = openQueue({ databaseUrl: database.url, redisUrl: redis.url })
  loyalty = loyaltyOf(first.admin)
  await loyalty.set("loyalty_points_enabled", true)
}, 240_000)

afterAll(async () => {
  await queue?.close()
  for (const store of stores) await store.stop()
  await redis?.stop()
  await database?.drop()
}, 120_000)

async function placeOrders(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let i = 0; i < count; i++) {
    const shop = shops[i % 2] as Shop
    ids.push((await shop.placeOrder(i % 3 === 0 ? { payment: "instant" } : { capture: true })).id)
  }
  return ids
}

// Guard: the job queue starts workers only in the modes `worker` and `shared`; servers hand over, they do not work.
it("R68: orders placed on either of two servers wait for the worker, which awards each of them once", async () => {
  const ids = await placeOrders(6)
  expect(await countEntries(database)).toBe(0)
  for (const store of stores) expect(store.output()).not.toContain("job queue: workers run")

  const worker = await start("worker")
  expect(worker.output()).toContain("job queue: workers run on redis")
  await eventually(
    () => countEntries(database),
    (count) => count === 6,
  )
  ids.push(...(await placeOrders(4)))
  for (const id of ids) await loyalty.granted(id, PRICES.shirt)
  expect(await queue.drained()).toEqual({ waiting: 0, active: 0, dead: 0 })
  expect(await entriesOf(database, ids)).toEqual(Array(10).fill([PRICES.shirt]))
}, 180_000)

// Guard: the ledger's lock, not one of a process, keeps two servers apart.
it("R68, M4: both servers and the worker settle the same orders at once: one entry each", async () => {
  const sides = shops.map(({ admin }) => loyaltyOf(admin))
  const entries = await countEntries(database)
  const ids = await placeOrders(4)
  const repairs = Array.from({ length: 6 }, () => sides.map((one) => one.reconcile({ order_ids: ids, repair: true })))
  await Promise.all(repairs.flat())
  for (const order_id of ids) await queue.add("points.settle_order", { order_id, cause: "order.updated" })
  for (const id of ids) await loyalty.granted(id, PRICES.shirt)
  expect(await queue.drained()).toEqual({ waiting: 0, active: 0, dead: 0 })
  expect(await entriesOf(database, ids)).toEqual(Array(4).fill([PRICES.shirt]))
  expect(await countEntries(database)).toBe(entries + 4)
  expect(await trialBalance(database.url)).toEqual([])
}, 120_000)
