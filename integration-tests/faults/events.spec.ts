import type { HttpTypes } from "@medusajs/framework/types"
import { adminApi } from "../helpers/api"
import { query, type TestDatabase } from "../helpers/database"
import type { FaultRule } from "../helpers/fault-points/point"
import { eventually, type Loyalty, loyaltyOf } from "../helpers/loyalty"
import { newEmail, type Order, openShop, PRICES, type Shop } from "../helpers/shop"
import { createShopDatabase } from "../helpers/shop-database"
import { PAYMENT_PROVIDERS } from "../helpers/shop-setup"
import { type Store, startStore } from "../helpers/store-server"
import { openReceiver, WEBHOOKS_HERE } from "../helpers/webhook-receiver"
import { createFaults } from "./completing"
import { runInStore } from "./in-store"
import { countEntries, entriesOf, trialBalance } from "./ledger"
import { expectSharedLimit } from "./limited-calls"
import { openQueue, type QueueView } from "./queue"

const OPTIONS = { rateLimits: {}, webhooks: WEBHOOKS_HERE }

// A server process without workers; a second process with workers joins it later.
let database: TestDatabase
let server: Store
let second: Store | undefined
let shop: Shop
let loyalty: Loyalty
let queue: QueueView
const faults = createFaults()
const since = new Date(Date.now() - 3_600_000).toISOString()

beforeAll(async () => {
  database = await createShopDatabase()
  server = await startStore({ databaseUrl: database.url, workerMode: "server", options: OPTIONS })
  shop = await openShop(server, { copies: true })
  loyalty = loyaltyOf(shop.admin)
  queue = openQueue({ databaseUrl: database.url })
  await loyalty.set("loyalty_points_enabled", true)
}, 180_000)

afterAll(async () => {
  await queue?.close()
  await second?.stop()
  await server?.stop()
  await database?.drop()
}, 90_000)

/** The second process, a server with workers. The first test that needs it starts it. */
async function joinBySecond(): Promise<Store> {
  second ??= await startStore({ databaseUrl: database.url, options: OPTIONS, env: faults.env })
  return second
}

// Guards: `dry_run` in `settleOrders`; the look at what was granted in `clientele_points_settle`.
it("R34: without a worker for the events, a dry run shows the difference, one repair posts it, and a second repair posts nothing", async () => {
  const order = await shop.placeOrder({ product: "download", quantity: 2, capture: true })
  await eventually(queue.jobs, ({ waiting }) => waiting >= 1)
  expect(await entriesOf(database, [order.id])).toEqual([[]])

  const difference = { order_id: order.id, granted_before: 0, change: 2 * PRICES.shirt }
  for (const body of [{ order_ids: [order.id] }, { since }]) {
    const shown = await loyalty.reconcile(body)
    expect(shown).toMatchObject({ checked: 1, repaired: false, differences: [{ ...difference, outcome: "dry_run" }] })
    expect(await countEntries(database)).toBe(0)
  }
  const repaired = await loyalty.reconcile({ since, repair: true })
  expect(repaired).toMatchObject({ checked: 1, repaired: true, differences: [{ ...difference, outcome: "awarded" }] })
  expect(await entriesOf(database, [order.id])).toEqual([[2 * PRICES.shirt]])
  expect(await loyalty.reconcile({ since, repair: true })).toMatchObject({ checked: 1, differences: [] })
  expect(await countEntries(database)).toBe(1)
}, 120_000)

// Guard: `isLeftToPayment` in `settleSoon`.
it("R32: an order awaiting payment queues no job, and its capture queues one", async () => {
  const jobsOf = async (id: string) =>
    query(
      database,
      "select name, data ->> 'cause' as cause from clientele_queue.job where strpos(data::text, $1) > 0 and name like 'points.%'",
      [id],
    )
  const unpaid = await shop.placeOrder()
  // When the job of this order exists, the events before it are handled.
  const paid = await shop.placeOrder({ product: "download", payment: "instant" })
  await eventually(
    () => jobsOf(paid.id),
    (jobs) => jobs.length > 0,
  )
  expect(await jobsOf(unpaid.id)).toEqual([])
  const { payment_collections } = await shop.capture(unpaid)
  const payment = payment_collections?.[0]?.payments?.[0]?.id ?? ""
  const jobs = await eventually(
    () => jobsOf(payment),
    (found) => found.length > 0,
  )
  expect(jobs).toEqual([{ name: "points.settle_payment", cause: "payment.captured" }])
}, 120_000)

let early: Order

it("R34: a settlement before the completion's job awards nothing to an order from before the programme", async () => {
  await loyalty.set("loyalty_award_trigger", "order_completed")
  await loyalty.set("loyalty_points_enabled", false)
  early = await shop.placeOrder({ product: "download", capture: true })
  await loyalty.set("loyalty_points_enabled", true)
  const { waiting } = await queue.jobs()
  await shop.completeOrder(early)
  await eventually(queue.jobs, (jobs) => jobs.waiting > waiting)
  expect(await loyalty.reconcile({ order_ids: [early.id], repair: true })).toMatchObject({ differences: [] })
  await loyalty.set("loyalty_award_trigger", "payment_paid")
}, 120_000)

// Guards: the lock, the second look at the lot and the unique key in `clientele_points_settle`.
it("M19: repeated events and jobs, in parallel with repairs in two processes, make one entry per order", async () => {
  const orders: Order[] = await Promise.all(
    Array.from({ length: 5 }, () => shop.placeOrder({ product: "download", capture: true })),
  )
  const ids = orders.map(({ id }) => id)
  const paymentOf = (order: Order) => order.payment_collections?.[0]?.payments?.[0]?.id ?? ""
  const events = orders.flatMap((order) => [
    { name: "payment.captured", data: { id: paymentOf(order) } },
    { name: "order.placed", data: { id: order.id } },
  ])
  const { queued } = await runInStore(server, "emit", JSON.stringify(events), "10")
  // Events that arrive together make one job: the job of their order.
  expect(queued).toBe(5)
  for (let again = 0; again < 12; again++) {
    for (const order of orders) {
      await queue.add("points.settle_order", { order_id: order.id, cause: "order.placed" })
      await queue.add("points.settle_payment", { payment_id: paymentOf(order), cause: "payment.captured" })
    }
  }
  const before = await queue.jobs()
  expect(before.waiting).toBeGreaterThanOrEqual(120)
  const entries = await countEntries(database)

  const there = loyaltyOf(await adminApi((await joinBySecond()).url))
  const repairs = [loyalty, there].flatMap((one) =>
    Array.from({ length: 8 }, () => one.reconcile({ order_ids: ids, repair: true })),
  )
  await Promise.all(repairs)
  expect(await queue.drained()).toEqual({ waiting: 0, active: 0, dead: 0 })
  expect(await entriesOf(database, ids)).toEqual(Array(5).fill([PRICES.shirt]))
  // The jobs of the three orders of the tests above were also waiting.
  expect(await countEntries(database)).toBe(entries + 5 + 3)
  expect(await trialBalance(database.url)).toEqual([])
}, 240_000)

// Guard: `COMPLETION_TOLD_MS` in settle-orders.ts: an assumed time of a completion is not stored right after the completion.
it("R34: the order from before the programme earns by its completion, when the event's job runs", async () => {
  await joinBySecond()
  await loyalty.granted(early.id, PRICES.shirt)
}, 120_000)

// Guard: the subscriber of `order.placed`; a capture without an order that failed would leave a dead or delayed job.
it("M13: a capture that is handled before its order exists is a no-op, and the order is awarded once", async () => {
  await joinBySecond()
  const cart = await shop.fillCart({ email: newEmail() })
  const { payment_collection: collection } = await shop.guest.post<HttpTypes.StorePaymentCollectionResponse>(
    "/store/payment-collections",
    { cart_id: cart.id },
  )
  const path = `/store/payment-collections/${collection.id}/payment-sessions`
  const started = await shop.guest.post<HttpTypes.StorePaymentCollectionResponse>(path, {
    provider_id: PAYMENT_PROVIDERS.instant,
  })
  const session = started.payment_collection.payment_sessions?.[0]?.id ?? ""
  const entries = await countEntries(database)
  const paid = await runInStore(server, "authorize", session)
  expect(paid.queued).toBe(1)
  expect(await queue.drained()).toEqual({ waiting: 0, active: 0, dead: 0 })
  expect(await countEntries(database)).toBe(entries)

  const done = await shop.guest.post<HttpTypes.StoreCompleteCartResponse>(`/store/carts/${cart.id}/complete`)
  if (done.type !== "order") throw new Error(`no order: ${JSON.stringify(done.error)}`)
  const { entries: posted } = await loyalty.granted(done.order.id, PRICES.shirt)
  expect(posted.map(({ calculation }) => calculation?.cause)).toEqual(["order.placed"])
  await queue.add("points.settle_payment", { payment_id: paid.payment_id, cause: "payment.captured" })
  expect(await queue.drained()).toMatchObject({ waiting: 0, active: 0, dead: 0 })
  expect(await entriesOf(database, [done.order.id])).toEqual([[PRICES.shirt]])
}, 120_000)

// Guard: the counter on PostgreSQL, where no `redisUrl` is set.
it("R62, M68: two servers on PostgreSQL allow a key 60 calls a minute together", async () => {
  const { url } = await joinBySecond()
  await expectSharedLimit(shop.admin, [server.url, url])
  expect(await query(database, "select 1 from clientele_key_calls")).toHaveLength(2)
})

// Guards: the triggers of the module `webhook`; `readOpenMessages` and `listDueEndpoints` in `sweepWebhooks`; `announce` in `noteAround`. The last test: its process is gone.
it("M65: a process killed between changes and their webhooks loses no message, even with no worker left", async () => {
  const killed = await joinBySecond()
  const receiver = await openReceiver()
  try {
    const customer = await shop.register()
    const there = await adminApi(killed.url)
    const events = ["clientele.points.*", "clientele.customer.updated"]
    await there.post("/admin/webhooks", { url: receiver.url, events })
    const adjust = (n: number) =>
      there.post<{ entry: { id: string } }>(`/admin/customers/${customer.id}/loyalty/adjustments`, {
        points: n + 1,
        reason: "goodwill",
      })
    // A change of several transactions, stopped after the customer has changed and before its message is confirmed.
    const changed = await shop.register()
    const halfway: FaultRule = { point: "customer:after", key: changed.id, action: "hang" }
    faults.arm([halfway])
    const rename = there.post(`/admin/customer-profiles/${changed.id}`, { last_name: "Renamed" }).catch(() => undefined)
    await faults.reached(killed, [halfway])
    const answers: string[] = []
    const adjustments = Array.from({ length: 20 }, async (_, n) => {
      const { entry } = await adjust(n)
      if (answers.push(entry.id) === 8) await killed.kill()
    })
    await Promise.allSettled([rename, ...adjustments])
    second = undefined
    const posted = await query<{ id: string }>(
      database,
      `select 'pent_' || e.account_id || '_' || e.version as id from clientele_points_entry e
         join clientele_points_account a on a.id = e.account_id where a.mailbox = $1 order by e.version`,
      [customer.email],
    )
    const ids = posted.map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining(answers))
    // A delivery that a killed worker had claimed is due when its lease ends.
    await query(
      database,
      "update clientele_webhook_delivery set next_at = now() where status = 'pending' and next_at < 'infinity'",
    )
    // Messages that wait for an interrupted change go out ten minutes after the change began.
    await query(
      database,
      "update clientele_webhook_message set confirm_by = clock_timestamp() where confirm_by is not null",
    )
    const sent = (key: string) => [...new Set(receiver.received.flatMap(({ body }) => String(body.data[key] ?? [])))]
    const arrived = async () => {
      await runInStore(server, "job", "clientele-webhook-sweep")
      return { entries: sent("entry_id").filter(Boolean), customers: sent("id").filter(Boolean) }
    }
    const some = await eventually(
      arrived,
      ({ entries, customers }) => entries.length >= ids.length && customers.length > 0,
    )
    expect(some).toEqual({ entries: ids, customers: [changed.id] })
  } finally {
    faults.disarm()
    await receiver.close()
  }
}, 180_000)
