import type { TestDatabase } from "../helpers/database"
import { eventually, type Loyalty, loyaltyOf } from "../helpers/loyalty"
import { type Order, openShop, PRICES, type Shop } from "../helpers/shop"
import { createShopDatabase } from "../helpers/shop-database"
import { type Store, startStore } from "../helpers/store-server"
import { RedisServer } from "../job-queue/backends"
import { runInStore } from "./in-store"
import { entriesOf, trialBalance } from "./ledger"
import { openQueue } from "./queue"

// A store with its queue on a Redis of the test, which stops, hangs, returns and loses its data.
let database: TestDatabase
let redis: RedisServer
let store: Store
let shop: Shop
let loyalty: Loyalty
const since = new Date(Date.now() - 3_600_000).toISOString()
const place = () => ({ databaseUrl: database.url, redisUrl: redis.url })

/** An order may take long on a busy machine, but it must not wait for Redis. */
const IN_TIME_MS = 15_000

async function placeInTime(plan: Parameters<Shop["placeOrder"]>[0]): Promise<Order> {
  const started = Date.now()
  const order = await shop.placeOrder({ product: "download", ...plan })
  expect(Date.now() - started).toBeLessThan(IN_TIME_MS)
  return order
}

/**
 * The number of award jobs that the store has failed to queue so far. An order that is paid when it is placed has one job.
 * If order and payment cannot be combined, the payment has the job.
 */
const givenUp = () => store.output().match(/job points\.settle_(order|payment) was not queued/g)?.length ?? 0

async function untilGivenUp(jobs: number): Promise<void> {
  expect(
    await eventually(
      async () => givenUp(),
      (count) => count >= jobs,
    ),
  ).toBeGreaterThanOrEqual(jobs)
}

beforeAll(async () => {
  redis = await RedisServer.create()
  database = await createShopDatabase()
  store = await startStore(place())
  shop = await openShop(store, { copies: true })
  loyalty = loyaltyOf(shop.admin)
  await loyalty.set("loyalty_points_enabled", true)
}, 180_000)

afterAll(async () => {
  await store?.stop()
  await redis?.stop()
  await database?.drop()
}, 60_000)

// Guards: `repair` in `reconcileOrders`; `findChangedOrders` in `sweepOrders`.
it("M17: Redis is dead when orders are paid: they complete, and the sweep awards them once", async () => {
  await redis.stop()
  const later = await placeInTime({ capture: true })
  const atOnce = await placeInTime({ payment: "instant" })
  await untilGivenUp(2)
  const ids = [later.id, atOnce.id]
  expect(await entriesOf(database, ids)).toEqual([[], []])

  const repaired = await loyalty.reconcile({ since, repair: true })
  expect(repaired.differences.map((one) => [one.order_id, one.change]).sort()).toEqual(
    ids.map((id) => [id, PRICES.shirt]).sort(),
  )
  expect(await entriesOf(database, ids)).toEqual([[PRICES.shirt], [PRICES.shirt]])
}, 120_000)

// Guard: src/jobs/points-sweep.ts.
it("M17, R34: the scheduled job awards orders from the time without Redis, without a call", async () => {
  const order = await placeInTime({ capture: true })
  const { schedule } = await runInStore(store, "sweep")
  expect(schedule).toBe("*/5 * * * *")
  expect(await entriesOf(database, [order.id])).toEqual([[PRICES.shirt]])
  await runInStore(store, "sweep")
  expect(await entriesOf(database, [order.id])).toEqual([[PRICES.shirt]])
}, 120_000)

// Guard: the retry strategy of the Redis connection, and that a failed store is not kept.
it("M17: when Redis is back, the queue awards new orders again without a restart", async () => {
  await redis.start()
  const order = await shop.placeOrder({ product: "download", capture: true })
  await loyalty.granted(order.id, PRICES.shirt)
  expect(await entriesOf(database, [order.id])).toEqual([[PRICES.shirt]])
}, 60_000)

// Guard: the deadline in `add()`.
it("M17: if Redis hangs instead of refusing, the order completes and is awarded once", async () => {
  const pid = Number(/process_id:(\d+)/.exec(await redis.use((client) => client.info("server")))?.[1])
  const before = givenUp()
  process.kill(pid, "SIGSTOP")
  let order: Order
  try {
    order = await placeInTime({ capture: true })
    await untilGivenUp(before + 1)
    await loyalty.reconcile({ order_ids: [order.id], repair: true })
    expect(await entriesOf(database, [order.id])).toEqual([[PRICES.shirt]])
  } finally {
    process.kill(pid, "SIGCONT")
  }
  // A job that the store gave up may still have arrived. Such a late job changes nothing.
  const queue = openQueue(place())
  expect(await queue.drained()).toMatchObject({ waiting: 0, active: 0 })
  await queue.close()
  expect(await entriesOf(database, [order.id])).toEqual([[PRICES.shirt]])
}, 120_000)

// Guard: `findChangedOrders` in `sweepOrders`.
it("M18: Redis is flushed between order and award: no award is lost", async () => {
  const plans = [{ product: "download", capture: true }, { payment: "instant" }] as const
  const ids: string[] = []
  for (const plan of plans) {
    await shop.orderFromBefore(plan)
    // A copy, about which the store got no event.
    ids.push((await shop.orderFromBefore(plan)).id)
  }
  const queue = openQueue(place())
  // The store is paused and takes no job meanwhile.
  process.kill(store.pid, "SIGSTOP")
  try {
    for (const order_id of ids) await queue.add("points.settle_order", { order_id, cause: "order.placed" })
    // The store may have been paused with a job of the orders that were copied.
    expect((await queue.jobs()).waiting).toBeGreaterThanOrEqual(2)
    await redis.use((client) => client.flushall())
    expect(await queue.jobs()).toEqual({ waiting: 0, active: 0, dead: 0 })
  } finally {
    process.kill(store.pid, "SIGCONT")
    await queue.close()
  }
  // The worker does not get the lost jobs, and runs the jobs that are added after the flush.
  const next = await shop.placeOrder({ product: "download", capture: true })
  await loyalty.granted(next.id, PRICES.shirt)
  expect(await entriesOf(database, [...ids, next.id])).toEqual([[], [], [PRICES.shirt]])
  await runInStore(store, "sweep")
  expect(await entriesOf(database, [...ids, next.id])).toEqual(Array(3).fill([PRICES.shirt]))
  expect(await trialBalance(database.url)).toEqual([])
}, 180_000)
