import { fork } from "node:child_process"
import path from "node:path"
import type { HttpTypes } from "@medusajs/framework/types"
import { Client } from "pg"
import { query, type TestDatabase } from "../helpers/database"
import { eventually, type Loyalty, loyaltyOf } from "../helpers/loyalty"
import { type Order, openShop, PRICES, type Shop } from "../helpers/shop"
import { createShopDatabase } from "../helpers/shop-database"
import { type Store, startStore } from "../helpers/store-server"
import { WEBHOOKS_HERE } from "../helpers/webhook-receiver"
import { TcpProxy } from "../job-queue/tcp"
import { databaseAway } from "./database-away.part"
import { runInStore } from "./in-store"
import { entriesOf, trialBalance } from "./ledger"
import { openQueue, type QueueView } from "./queue"

// One store process that is told to stop, or killed, or whose database goes away, while it works.
let database: TestDatabase
let proxy: TcpProxy
let store: Store
let shop: Shop
let loyalty: Loyalty
let queue: QueueView

beforeAll(async () => {
  database = await createShopDatabase()
  const { hostname, port } = new URL(database.url)
  proxy = await TcpProxy.create(hostname, Number(port))
  store = await boot()
  shop = await openShop(store, { copies: true })
  loyalty = loyaltyOf(shop.admin)
  queue = openQueue({ databaseUrl: database.url })
  await loyalty.set("loyalty_points_enabled", true)
}, 180_000)

afterAll(async () => {
  await queue?.close()
  await store?.stop()
  await proxy?.down()
  await database?.drop()
}, 90_000)

/** A store that reaches its database through the proxy. */
function boot(port?: number): Promise<Store> {
  const url = new URL(database.url)
  Object.assign(url, { hostname: "127.0.0.1", port: String(proxy.port) })
  const at = port === undefined ? {} : { port }
  return startStore({ databaseUrl: url.href, options: { webhooks: WEBHOOKS_HERE }, ...at })
}

const restart = async () => {
  store = await boot(store.port)
}

/** Blocks every posting until `release`: reads continue, and locks of accounts wait. */
async function holdAccounts(): Promise<{ release: () => Promise<void> }> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  await client.query("begin")
  await client.query("lock table clientele_points_account in exclusive mode")
  return {
    release: async () => {
      await client.query("commit")
      await client.end()
    },
  }
}

// Guard: `onApplicationPrepareShutdown` of the job queue, which lets active jobs end and takes no more.
it("M21: on SIGTERM active awards end, waiting ones wait for the next process, and none is lost", async () => {
  const accounts = await holdAccounts()
  let ids: string[] = []
  let stopped: Promise<void>
  try {
    const orders = await Promise.all(
      Array.from({ length: 6 }, () => shop.placeOrder({ product: "download", capture: true })),
    )
    ids = orders.map(({ id }) => id)
    for (const order_id of ids) await queue.add("points.settle_order", { order_id, cause: "order.updated" })
    // Five jobs run at a time.
    const busy = await eventually(queue.jobs, ({ waiting, active }) => active === 5 && waiting >= 6)
    expect(busy.active).toBe(5)
    expect(busy.waiting).toBeGreaterThanOrEqual(6)
    stopped = store.stop()
    const output = await eventually(
      async () => store.output(),
      (text) => text.includes("Gracefully shutting down"),
    )
    expect(output).toContain("Gracefully shutting down")
  } finally {
    await accounts.release()
  }
  // `stop` throws where the process does not end by itself with code 0.
  await stopped
  const left = await queue.jobs()
  expect(left).toMatchObject({ active: 0, dead: 0 })
  const ended = (await entriesOf(database, ids)).flat()
  expect(ended.length).toBeGreaterThan(0)
  expect(left.waiting).toBeGreaterThan(0)

  await restart()
  expect(await queue.drained()).toEqual({ waiting: 0, active: 0, dead: 0 })
  expect(await entriesOf(database, ids)).toEqual(Array(6).fill([PRICES.shirt]))
  expect(await trialBalance(database.url)).toEqual([])
}, 180_000)

async function complete(cartId: string): Promise<string> {
  const done = await shop.guest.post<HttpTypes.StoreCompleteCartResponse>(`/store/carts/${cartId}/complete`)
  if (done.type !== "order") throw new Error(`no order: ${JSON.stringify(done.error)}`)
  return done.order.id
}

/** Completes carts four at a time, and kills the store as soon as `kill` orders exist. @returns cart → order */
async function burst(carts: string[], kill: number): Promise<Map<string, string>> {
  const orders = new Map<string, string>()
  const open = [...carts]
  const lane = async () => {
    for (let cart = open.shift(); cart && orders.size < kill; cart = open.shift()) {
      const order = await complete(cart).catch(() => undefined)
      if (order) orders.set(cart, order)
      if (orders.size === kill) await store.kill()
    }
  }
  await Promise.all([lane(), lane(), lane(), lane()])
  return orders
}

/** The orders whose payment was captured. */
async function paidOf(ids: string[]): Promise<Set<string>> {
  const paid = await query<{ order_id: string }>(
    database,
    `select l.order_id from order_payment_collection l
      where l.order_id = any ($1) and l.deleted_at is null and exists
        (select from payment p where p.payment_collection_id = l.payment_collection_id and p.captured_at is not null)`,
    [ids],
  )
  return new Set(paid.map(({ order_id }) => order_id))
}

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
  // The second one is a copy, which no event announced: nothing has awarded it.
  const plan = { customer: await shop.register(), product: "download", payment: "instant" } as const
  const order = [await shop.orderFromBefore(plan), await shop.orderFromBefore(plan)][1] as Order
  expect(await queue.drained()).toEqual({ waiting: 0, active: 0, dead: 0 })
  await store.stop()
  const waiting = 2
  for (const cause of ["order.placed", "order.updated"]) {
    await queue.add("points.settle_order", { order_id: order.id, cause })
  }
  expect(await queue.jobs()).toMatchObject({ waiting })
  await killWorkerWhen(async (started) => started >= waiting)
  await killWorkerWhen(async (started) => started >= waiting)
  await killWorkerWhen(async () => (await queue.jobs()).dead >= waiting)
  expect(await queue.jobs()).toEqual({ waiting: 0, active: 0, dead: waiting })
  expect(await entriesOf(database, [order.id])).toEqual([[]])

  // A worker does not run dead jobs until they are retried.
  await restart()
  expect(await queue.jobs()).toEqual({ waiting: 0, active: 0, dead: waiting })
  await runInStore(store, "sweep")
  expect(await entriesOf(database, [order.id])).toEqual([[PRICES.shirt]])

  for (const dead of await queue.dead()) await queue.retry(dead.job_id)
  expect(await queue.drained()).toEqual({ waiting: 0, active: 0, dead: 0 })
  expect(await entriesOf(database, [order.id])).toEqual([[PRICES.shirt]])
  expect(await trialBalance(database.url)).toEqual([])
}, 180_000)

databaseAway(() => ({ database, proxy, store, shop, queue }))

// The last test: the killed store leaves active jobs behind, which wait for the end of their leases.
// Guards: the sweep; the look at what was granted in `clientele_points_settle`, for jobs that run twice.
it("M21: SIGKILL in the middle of a burst of 12 orders: after a restart all are awarded exactly once", async () => {
  const customer = await shop.register()
  const ready = () => shop.cartToComplete({ customer, product: "download", payment: "instant" })
  const carts = (await Promise.all(Array.from({ length: 12 }, ready))).map(({ id }) => id)
  const orders = await burst(carts, 4)
  expect(orders.size).toBeLessThan(12)
  const answered = [...orders.values()]
  const inTime = await entriesOf(database, [...orders.values()])
  expect(inTime.flat().length).toBeLessThanOrEqual(orders.size)

  await restart()
  // Shoppers whose answer was lost try again.
  for (const cart of carts.filter((id) => !orders.has(id))) orders.set(cart, await complete(cart))
  await runInStore(store, "sweep")
  const ids = [...orders.values()]
  expect(new Set(ids).size).toBe(12)
  // Medusa links the order to its cart before it captures the payment. After a kill between the two, a retry answers with
  // the unpaid order, which earns nothing. Four completions were running; every shopper with an answer had paid.
  const paid = await paidOf(ids)
  expect(paid.size).toBeGreaterThanOrEqual(8)
  expect(answered.filter((id) => !paid.has(id))).toEqual([])
  expect(await entriesOf(database, ids)).toEqual(ids.map((id) => (paid.has(id) ? [PRICES.shirt] : [])))

  // In all other cases: no paid order is without points, and no order has them twice.
  const found = await query<{ id: string }>(database, 'select id from "order" order by id')
  const rest = await loyalty.reconcile({ order_ids: found.map(({ id }) => id) })
  expect(rest).toMatchObject({ checked: found.length, differences: [] })
  expect(await trialBalance(database.url)).toEqual([])
}, 240_000)
