import { openSession } from "../cli/session"
import { adminApi } from "../helpers/api"
import { createDatabase, query, type TestDatabase } from "../helpers/database"
import { describeSchema } from "../helpers/describe-schema"
import { type Loyalty, loyaltyOf } from "../helpers/loyalty"
import { apply, give, pointsDiscount, tokenOf } from "../helpers/redemption"
import { type Order, openShop, PRICES, type Shop } from "../helpers/shop"
import { type Store, startStore } from "../helpers/store-server"
import { bareStore, createBareDatabase, migrate } from "./bare-store"
import {
  customersFromBefore,
  customersWithoutThePlugin,
  customersWithThePlugin,
  dumpCustomers,
  liveWithoutThePlugin,
} from "./existing-customers.part"
import { runInStore } from "./in-store"
import { countEntries, entriesOf, trialBalance } from "./ledger"
import { openQueue } from "./queue"

// A store that has sold for a while, to customers of every kind, gets the plugin: its tables come into a filled database. At the
// end it loses the plugin again.
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
  await liveWithoutThePlugin({ database, shop })
  await store.stop()
}, 600_000)

afterAll(async () => {
  await store?.stop()
  await database?.drop()
}, 60_000)

it("R34: `medusa db:migrate` brings the plugin's tables into a filled database, and leaves its orders alone", async () => {
  const orders = () => query(database, 'select to_jsonb(o) as row from "order" o order by id')
  const [before, customers] = [await orders(), await dumpCustomers()]
  expect(await ourTables()).toBe(0)
  await migrate(database.url)
  const fresh = await createDatabase()
  try {
    expect(await describeSchema(database)).toBe(await describeSchema(fresh))
  } finally {
    await fresh.drop()
  }
  expect(await orders()).toEqual(before)
  expect(before).toHaveLength(4 + 2)
  expect(await dumpCustomers()).toEqual(customers)
  store = await startStore({ databaseUrl: database.url, port: store.port })
}, 600_000)

describe("its customers", () => customersFromBefore(() => store))

// Guards: `settingsAt(log, at)` in `findTrigger`, where the programme was off when the orders were paid.
it("R34: switching the programme on awards no past order, by events, sweep or reconcile", async () => {
  const queue = openQueue({ databaseUrl: database.url })
  loyalty = loyaltyOf(await adminApi(store.url))
  await loyalty.set("loyalty_points_enabled", true)
  const ids = paid.map(({ id }) => id)
  const events = ids.flatMap((id) => ["order.placed", "order.updated"].map((name) => ({ name, data: { id } })))
  expect(await runInStore(store, "emit", JSON.stringify(events), "1")).toEqual({ queued: 3 })
  expect(await queue.drained()).toEqual({ waiting: 0, active: 0, dead: 0 })
  await queue.close()
  await runInStore(store, "sweep")
  expect(await loyalty.reconcile({ since, repair: true })).toMatchObject({ checked: 4 + 2, differences: [] })
  expect(await countEntries(database)).toBe(0)
  expect((await loyalty.why(ids[0] ?? "")).summary).toMatch(/switched off/)
}, 180_000)

it("R34: a later payment earns, even for an order from before the programme", async () => {
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
it("R34: `clientele backfill` awards past orders once, however often it runs", async () => {
  const day = ["--since", since.slice(0, 10)]
  // In the running store, without another boot.
  const backfill = async (...more: string[]) => {
    const { code, printed } = await runInStore(store, "backfill", ...day, ...more)
    expect(code).toBe(0)
    return printed
  }
  // With the two orders of existing-customers.ts, of one shirt and of two.
  const awarded = { checked: 5 + 2, awarded: 3 + 2, points: (5 + 3) * PRICES.shirt, failed: [] }
  expect(await backfill("--dry-run")).toEqual({ ...awarded, dry_run: true })
  expect(
    await entriesOf(
      database,
      paid.map(({ id }) => id),
    ),
  ).toEqual([[], [], []])
  expect(await backfill()).toEqual({ ...awarded, dry_run: false })
  expect(await backfill()).toEqual({ ...awarded, awarded: 0, points: 0, dry_run: false })
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
    // Without the fencing token of the last read: the store is running, and its sweep may read an order again.
    await query(
      database,
      "select to_jsonb(lot) - 'fencing_token' as lot from clientele_points_lot lot order by source",
    ),
    await query(database, "select name from mikro_orm_migrations order by name"),
    await describeSchema(database),
  ]
  const before = await everything()
  await migrate(database.url)
  expect(await everything()).toEqual(before)
}, 300_000)

describe("its customers with the plugin", () => customersWithThePlugin())

// Guards: switchOff and its event (cli/commands/uninstall.ts); endHold, `isDryRun`, refreshWithout, the second half of
// pagesOfCarts and isBeingPaid (workflows/redemption/clear-carts.ts).
it("R72: after `clientele uninstall` no cart has a discount of points, and the store without the plugin sells the carts at full price", async () => {
  const customer = await shop.register()
  await give(shop, customer, 5_000)
  const carts = [
    await shop.fillCart({ email: customer.email }),
    await shop.fillCart({ email: customer.email }),
    await shop.fillCart({ email: customer.email }),
  ]
  const [held, stale, paying] = carts.map(({ id }) => id) as [string, string, string]
  const prices = carts.map(({ total }) => Number(total))
  const cartOf = async (id: string) => (await shop.guest.get<{ cart: (typeof carts)[0] }>(`/store/carts/${id}`)).cart
  const beginPayment = async (cartId: string) => {
    const made = await shop.guest.post<{ payment_collection: { id: string } }>("/store/payment-collections", {
      cart_id: cartId,
    })
    const sessions = `/store/payment-collections/${made.payment_collection.id}/payment-sessions`
    await shop.guest.post(sessions, { provider_id: "pp_system_default" })
    return made.payment_collection.id
  }
  for (const id of [held, paying]) {
    expect((await apply(shop, id, await tokenOf(database, customer.email), 500)).status).toBe(200)
  }
  await beginPayment(held)
  const statusOfSession = `update payment_session set status = $2 where payment_collection_id = $1`
  const collection = await beginPayment(paying)
  await query(database, statusOfSession, [collection, "authorized"])
  // A discount without a hold of this cart, as after a hold ended while the cart could not be recalculated.
  const [line] = carts[1]?.items ?? []
  await query(
    database,
    `insert into cart_line_item_adjustment (id, item_id, code, amount, raw_amount, is_tax_inclusive)
     select 'caliadj_stale', $1, a.code, a.amount, a.raw_amount, a.is_tax_inclusive
     from cart_line_item_adjustment a join cart_line_item i on i.id = a.item_id where i.cart_id = $2`,
    [line?.id, held],
  )
  const discounts = async () => Promise.all([held, stale, paying].map(async (id) => pointsDiscount(await cartOf(id))))
  expect(await discounts()).toEqual([5, 5, 5])

  const events: string[] = []
  const session = openSession(database.url)
  try {
    const uninstall = async (...more: string[]) => {
      const { code, stdout, stderr } = await session.run("uninstall", "--json", "--verbose", ...more)
      const { schedules: _s, stays: _t, next: _n, ...outcome } = JSON.parse(stdout)
      // With --verbose, the output of other modules goes to stderr: helpers/event-recorder.
      events.push(...(stderr.match(/recorded clientele\.loyalty\.setting_changed .*/g) ?? []))
      return { code, ...outcome }
    }
    const outcome = {
      code: 1,
      dry_run: false,
      programme_switched_off: true,
      holds_ended: 1,
      carts_refreshed: 2,
      payments_restarted: [held],
      not_cleared: [{ cart_id: paying, reason: "its payment is in progress" }],
    }
    expect(await uninstall("--dry-run")).toEqual({ ...outcome, dry_run: true })
    expect(events).toEqual([])
    expect(await discounts()).toEqual([5, 5, 5])
    expect(await loyaltyOf(shop.admin).account(customer.id)).toMatchObject({ points_held: 1000 })
    const { settings } = await shop.admin.get<{ settings: object }>("/admin/loyalty/settings")
    expect(settings).toMatchObject({ loyalty_points_enabled: true })
    expect(await uninstall()).toEqual(outcome)
    expect(events).toEqual(['recorded clientele.loyalty.setting_changed {"key":"loyalty_points_enabled"}'])
    expect(await discounts()).toEqual([0, 0, 5])
    expect(await loyaltyOf(shop.admin).account(customer.id)).toMatchObject({ points_held: 500 })
    const refused = await apply(shop, held, await tokenOf(database, customer.email), 500)
    expect(refused.body).toMatchObject({ code: "programme_disabled" })
    await query(database, statusOfSession, [collection, "pending"])
    const rest = { ...outcome, code: 0, programme_switched_off: false, carts_refreshed: 1, not_cleared: [] }
    expect(await uninstall()).toEqual({ ...rest, payments_restarted: [paying] })
    const again = { ...rest, holds_ended: 0, carts_refreshed: 0, payments_restarted: [] }
    expect(await uninstall()).toEqual(again)
    expect(events).toHaveLength(1)
    expect(await loyaltyOf(shop.admin).account(customer.id)).toMatchObject({ points_held: 0 })
    expect((await session.run("uninstall")).stdout).toContain("Stop every process of the store.")
  } finally {
    await session.end()
  }
  expect(await trialBalance(database.url)).toEqual([])

  await store.stop()
  // Medusa's own scripts have run before. Running them here would need another boot.
  await migrate(database.url, bareStore, "--skip-scripts")
  store = await startStore({ databaseUrl: database.url, cwd: bareStore, port: store.port })
  const orders = []
  for (const id of [held, stale, paying]) {
    orders.push(await shop.completeCart(id))
  }
  expect(orders.map(({ total }) => Number(total))).toEqual(prices)
}, 600_000)

describe("its customers without the plugin", () => customersWithoutThePlugin())
