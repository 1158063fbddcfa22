import { query, type TestDatabase } from "../helpers/database"
import { eventually, type Loyalty, loyaltyOf } from "../helpers/loyalty"
import { type Customer, enterShop, newEmail, openShop, PRICES, type Shop } from "../helpers/shop"
import { createShopDatabase } from "../helpers/shop-database"
import { type Store, startStore } from "../helpers/store-server"
import { RedisServer } from "../job-queue/backends"
import { beginPayment, complete, fillWithPoints, ordersOf } from "./completing"
import { countEntries, entriesOf, trialBalance } from "./ledger"
import { expectSharedLimit } from "./limited-calls"
import { openQueue, type QueueView } from "./queue"

// Two servers and one worker on one PostgreSQL and one Redis. Medusa's event bus, workflow engine and locks use this Redis, too.
let database: TestDatabase
let redis: RedisServer
let queue: QueueView
let loyalty: Loyalty
const stores: Store[] = []
const shops: Shop[] = []

const start = async (workerMode: "server" | "worker") => {
  const env = { CLIENTELE_TEST_MEDUSA_REDIS: redis.url }
  const store = await startStore({
    databaseUrl: database.url,
    redisUrl: redis.url,
    workerMode,
    env,
    options: { rateLimits: {} },
  })
  stores.push(store)
  return store
}

let worker: Store | undefined

/** Starts the worker on the first call. The first test needs a store without one. */
async function ensureWorker(): Promise<void> {
  const started = worker ?? (await start("worker"))
  worker = started
  await eventually(
    async () => started.output(),
    (output) => output.includes("job queue: workers run on redis"),
  )
}

beforeAll(async () => {
  redis = await RedisServer.create()
  database = await createShopDatabase()
  const first = await openShop(await start("server"), { copies: true })
  shops.push(first, await enterShop(await start("server"), first, undefined, { copies: true }))
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

// Guard: the counter on Redis that the option `redisUrl` chooses.
it("R62, M68: two servers on Redis allow a key 60 calls a minute together", async () => {
  const [one, other] = stores as [Store, Store]
  await expectSharedLimit((shops[0] as Shop).admin, [one.url, other.url])
  expect(await query(database, "select 1 from clientele_key_calls")).toEqual([])
})

async function placeOrders(count: number): Promise<string[]> {
  const place = (_: unknown, i: number) =>
    (shops[i % 2] as Shop).placeOrder({
      product: "download",
      ...(i % 3 === 0 ? { payment: "instant" } : { capture: true }),
    })
  return (await Promise.all(Array.from({ length: count }, place))).map(({ id }) => id)
}

// Guard: the job queue starts workers only in the modes `worker` and `shared`; servers hand over, they do not work.
it("R68: orders placed on either of two servers wait for the worker, which awards each of them once", async () => {
  const ids = await placeOrders(4)
  expect(await countEntries(database)).toBe(0)
  for (const store of stores) expect(store.output()).not.toContain("job queue: workers run")

  await ensureWorker()
  await eventually(
    () => countEntries(database),
    (count) => count === 4,
  )
  ids.push(...(await placeOrders(2)))
  for (const id of ids) await loyalty.granted(id, PRICES.shirt)
  expect(await queue.drained()).toEqual({ waiting: 0, active: 0, dead: 0 })
  expect(await entriesOf(database, ids)).toEqual(Array(6).fill([PRICES.shirt]))
}, 180_000)

// Guard: the ledger's lock, not one of a process, keeps two servers apart.
it("R68, M4: both servers and the worker settle the same orders at once and make one entry per order", async () => {
  const sides = shops.map(({ admin }) => loyaltyOf(admin))
  const entries = await countEntries(database)
  const ids = await placeOrders(2)
  const repairs = Array.from({ length: 6 }, () => sides.map((one) => one.reconcile({ order_ids: ids, repair: true })))
  await Promise.all(repairs.flat())
  for (const order_id of ids) await queue.add("points.settle_order", { order_id, cause: "order.updated" })
  for (const id of ids) await loyalty.granted(id, PRICES.shirt)
  expect(await queue.drained()).toEqual({ waiting: 0, active: 0, dead: 0 })
  expect(await entriesOf(database, ids)).toEqual(Array(2).fill([PRICES.shirt]))
  expect(await countEntries(database)).toBe(entries + 2)
  expect(await trialBalance(database.url)).toEqual([])
}, 120_000)

/** Points for a mailbox that has no customer, as guests have them. */
const earn = (email: string, points: number) =>
  query(
    database,
    "select clientele_points_adjust($1, $2, 'manual', $1, '', false, 'infinity', 'x', null, null, null, now())",
    [email, points],
  )

/** A shopper's carts, one on each server: both carry the same 1000 points, as the first hold has expired. */
async function fillCarts(email: string): Promise<string[]> {
  const carts: string[] = []
  for (const shop of shops) {
    const { cartId, holdId } = await fillWithPoints(shop, database, email)
    await beginPayment(shop, cartId)
    if (carts.length === 0) await query(database, "select clientele_points_hold_end($1, 'expired', 'time')", [holdId])
    carts.push(cartId)
  }
  return carts
}

const deadlocks = async () => {
  const [row] = await query<{ deadlocks: string }>(
    database,
    "select deadlocks from pg_stat_database where datname = current_database()",
  )
  return Number(row?.deadlocks)
}

// Guards: the look at what is available in clientele_points_hold_post (the lock before it: modules/points/locks.part.ts); the shared
// transaction in decorate-orders.ts.
it("R45, R68, M6, M12, M15: 40 parallel completions on two servers make one order for each of 4 shoppers, who have points for one of two carts", async () => {
  await loyalty.set("loyalty_max_redeem_percent", 100)
  const emails = Array.from({ length: 4 }, () => newEmail("rusher"))
  for (const email of emails) await earn(email, 1000)
  const carts = (await Promise.all(emails.map(fillCarts))).flat()
  const attempts = carts.flatMap((cartId) =>
    [...shops, ...shops, ...shops].slice(0, 5).map((shop) => ({ cartId, shop })),
  )
  const answers = await Promise.all(
    attempts.map(async ({ cartId, shop }) => ({ cartId, ...(await complete(shop, cartId)) })),
  )
  expect(answers).toHaveLength(40)

  // Medusa asks callers that wait too long for its lock on the cart to try again. The plugin refuses all others.
  const told = new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => String(body.code)))
  told.delete("invalid_state_error")
  expect([...told]).toEqual(["hold_expired"])
  for (const cartId of carts) {
    const orders = answers.filter((one) => one.cartId === cartId).flatMap(({ body }) => body.order?.id ?? [])
    expect(new Set(orders).size).toBeLessThanOrEqual(1)
  }
  for (const email of emails) {
    const orders = await ordersOf(database, email)
    expect(orders.map(({ linked, entries, adjusted }) => ({ linked, entries, adjusted }))).toEqual([
      { linked: true, entries: [-1000], adjusted: "10.00" },
    ])
  }
  expect((await loyalty.reconcile({ since: "2000-01-01T00:00:00.000Z" })).disagreements).toEqual([])
  expect(await trialBalance(database.url)).toEqual([])
  expect(await deadlocks()).toBe(0)
}, 600_000)

const LIMIT = 300
const TOLERANCE = 0.1
const MEMBERS = 5
const CARTS = 20
const CALLS_A_CART = 10
/** The number of orders of 20 that a limit of 330 allows. */
const ORDERS = 16

type OnAccount = { orders: number; posted: number; charged: string; balance: string; held: string; lost: number }

/** The figures of the account, the number of orders without a receivable, and of receivables without an order. */
async function onAccount(accountId: string): Promise<OnAccount | undefined> {
  const [found] = await query<OnAccount>(
    database,
    `select (select count(*)::int from "order" o where o.id in (select order_id from clientele_credit_hold
         where account_id = $1 and status <> 'released')) as orders,
       (select count(*)::int from clientele_credit_receivable where account_id = $1) as posted,
       (select trim_scale(coalesce(sum(charged), 0))::text from clientele_credit_receivable where account_id = $1) as charged,
       trim_scale(balance)::text as balance, trim_scale(held)::text as held,
       (select count(*)::int from clientele_credit_receivable r full join "order" o on o.id = r.order_id
         where (r.account_id = $1 or o.customer_id in (select customer_id from clientele_credit_member where account_id = $1))
           and (r.id is null or o.id is null)) as lost
     from clientele_credit_account where customer_id = $1`,
    [accountId],
  )
  return found
}

// Guards: the comparison with the limit in clientele_credit_hold_place (the lock before it:
// modules/credit/locks.part.ts); the shared transaction in decorate-orders.ts; isWishOf in hold-credit.ts, to which the
// AsyncLocalStorage of the request says who completes, also where Medusa's workflow engine is on Redis.
it("M54, M59: 200 completions at once on two servers, by five members of one account: the limit holds, each order is owed once, and a guest with a cart's id buys nothing", async () => {
  await ensureWorker()
  const [first] = shops as [Shop]
  const members = await Promise.all(Array.from({ length: MEMBERS }, () => first.register()))
  const accountId = (members[0] as Customer).id
  await query(
    database,
    `insert into clientele_credit_account (customer_id, currency_code, credit_limit, tolerance, payment_terms)
     values ($1, 'usd', $2, $3, 'net_30')`,
    [accountId, LIMIT, TOLERANCE],
  )
  for (const { id } of members) {
    await query(database, "insert into clientele_credit_member (account_id, customer_id) values ($1, $2)", [
      accountId,
      id,
    ])
  }
  const fill = async (_: unknown, n: number) => {
    const customer = members[n % MEMBERS] as Customer
    const { id } = await (shops[n % 2] as Shop).cartToComplete({ customer, product: "download", payment: "terms" })
    return { id, customer }
  }
  const carts = await Promise.all(Array.from({ length: CARTS }, fill))
  // A guest who knows only the id of a member's cart, on either server, before the member completes it.
  for (const shop of shops) {
    const stranger = await complete(shop, carts[0]?.id ?? "")
    expect(stranger).toMatchObject({ status: 200, body: { type: "cart", error: { code: "not_a_member" } } })
  }
  expect(await onAccount(accountId)).toMatchObject({ orders: 0, posted: 0, balance: "0", held: "0" })
  const attempts = carts.flatMap(({ id, customer }) =>
    Array.from({ length: CALLS_A_CART }, (_, n) => ({ cartId: id, customer, shop: shops[n % 2] as Shop })),
  )
  const answers = await Promise.all(
    attempts.map(async ({ cartId, customer, shop }) => ({ cartId, ...(await complete(shop, cartId, customer)) })),
  )
  expect(answers).toHaveLength(200)

  const ordered = new Map(answers.flatMap(({ cartId, body }) => (body.order ? [[cartId, body.order.id] as const] : [])))
  expect(new Set(ordered.values()).size).toBe(ORDERS)
  const told = new Set(answers.flatMap(({ body }) => (body.order ? [] : [String(body.error?.code ?? body.code)])))
  // Medusa asks callers that wait too long for its lock on the cart to try again.
  told.delete("invalid_state_error")
  expect([...told]).toEqual(["credit_limit_exceeded"])
  const owed = String(ORDERS * PRICES.download)
  const settled = await eventually(
    () => onAccount(accountId),
    (found) => found?.balance === owed,
  )
  expect(settled).toEqual({ orders: ORDERS, posted: ORDERS, charged: owed, balance: owed, held: "0", lost: 0 })
  expect(await deadlocks()).toBe(0)
}, 600_000)
