import { fork } from "node:child_process"
import path from "node:path"
import type { TestDatabase } from "../helpers/database"
import { eventually, type Loyalty, loyaltyOf } from "../helpers/loyalty"
import { openShop, PRICES, type Shop } from "../helpers/shop"
import { createShopDatabase } from "../helpers/shop-database"
import { type Store, startStore } from "../helpers/store-server"
import { runInStore } from "./in-store"
import { entriesOf, trialBalance } from "./ledger"
import { openQueue, type QueueView } from "./queue"

let database: TestDatabase
let store: Store
let shop: Shop
let loyalty: Loyalty
let queue: QueueView

beforeAll(async () => {
  database = await createShopDatabase()
  store = await startStore({ databaseUrl: database.url, workerMode: "server" })
  shop = await openShop(store)
  loyalty = loyaltyOf(shop.admin)
  queue = openQueue({ databaseUrl: database.url })
  await loyalty.set("loyalty_points_enabled", true)
}, 180_000)

afterAll(async () => {
  await queue?.close()
  await store?.stop()
  await database?.drop()
}, 60_000)

/** Starts a worker that hangs in every award job, and kills it once `done` holds. */
async function killWorkerWhen(done: (started: number) => Promise<boolean>): Promise<void> {
  const child = fork(path.join(__dirname, "stalling-worker.ts"), {
    execArgv: ["-r", "ts-node/register/transpile-only"],
    env: { ...process.env, DATABASE_URL: database.url },
  })
  const ended = new Promise((resolve) => child.once("exit", resolve))
  let started = 0
  child.on("message", () => {
    started += 1
  })
  try {
    expect(
      await eventually(
        () => done(started),
        (holds) => holds || child.exitCode !== null,
      ),
    ).toBe(true)
  } finally {
    child.kill("SIGKILL")
    await ended
  }
}

// Guards: findChangedOrders in `sweepOrders`; the look at what was granted in `clientele_points_settle`.
it("M20: jobs that killed two workers are dead and visible, the sweep awards their order, and a retry changes nothing", async () => {
  const order = await shop.placeOrder({ product: "download", payment: "instant" })
  await queue.add("points.settle_order", { order_id: order.id, cause: "order.updated" })
  const { waiting } = await eventually(queue.jobs, (jobs) => jobs.waiting >= 2)
  await killWorkerWhen(async (started) => started >= waiting)
  await killWorkerWhen(async (started) => started >= waiting)
  await killWorkerWhen(async () => (await queue.jobs()).dead >= waiting)
  expect(await queue.jobs()).toEqual({ waiting: 0, active: 0, dead: waiting })
  expect(await entriesOf(database, [order.id])).toEqual([[]])

  // A worker leaves the dead jobs alone until they are retried.
  const worker = await startStore({ databaseUrl: database.url, workerMode: "worker" })
  try {
    expect(await queue.jobs()).toEqual({ waiting: 0, active: 0, dead: waiting })
    await runInStore(worker, "sweep")
    expect(await entriesOf(database, [order.id])).toEqual([[PRICES.shirt]])

    for (const dead of await queue.dead()) await queue.retry(dead.job_id)
    expect(await queue.drained()).toEqual({ waiting: 0, active: 0, dead: 0 })
  } finally {
    await worker.stop()
  }
  expect(await entriesOf(database, [order.id])).toEqual([[PRICES.shirt]])
  expect(await trialBalance(database.url)).toEqual([])
}, 180_000)
