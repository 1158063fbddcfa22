import { query, type TestDatabase } from "../helpers/database"
import type { FaultPoint } from "../helpers/fault-points/point"
import { type Loyalty, loyaltyOf } from "../helpers/loyalty"
import { openShop, type Shop } from "../helpers/shop"
import { createShopDatabase } from "../helpers/shop-database"
import { type Store, startStore } from "../helpers/store-server"
import {
  applyAgain,
  beginPayment,
  complete,
  createFaults,
  type Faults,
  type OrderFact,
  ordersOf,
  type Payer,
  preparePayer,
} from "./completing"
import { completionWebhook } from "./completion-webhook.part"
import { runInStore } from "./in-store"
import { trialBalance } from "./ledger"

// Completions that fail in a process that keeps running, and the remains of them that a sweep finds.
let database: TestDatabase
let store: Store
let shop: Shop
let loyalty: Loyalty
let faults: Faults

type Health = {
  health: {
    healthy: boolean
    agreement: { disagreements: { order_id: string; hold_id: string; kind: string }[] }
    refused: { completions: { cart_id: string; hold_id: string; code: string }[] }
  }
}
const health = async () => (await shop.admin.get<Health>("/admin/loyalty/health")).health
const since = "2000-01-01T00:00:00.000Z"

beforeAll(async () => {
  faults = createFaults()
  database = await createShopDatabase()
  store = await startStore({ databaseUrl: database.url, env: faults.env })
  shop = await openShop(store, { copies: true })
  loyalty = loyaltyOf(shop.admin)
  await loyalty.set("loyalty_points_enabled", true)
}, 180_000)

afterEach(async () => {
  faults.disarm()
  expect(await trialBalance(database.url)).toEqual([])
})

afterAll(async () => {
  await store?.stop()
  await database?.drop()
}, 60_000)

// This test comes first, because it expects no refusals but its own.
describe("payments that come by the bank's webhook", () =>
  completionWebhook(() => ({ database, store, shop, loyalty })))

/** Completes with a fault at one point. */
async function failAt(payer: Payer, point: FaultPoint, key: string): Promise<void> {
  faults.arm([{ point, key, action: "throw" }])
  const answer = await complete(shop, payer.cartId)
  expect(answer.body.type).not.toBe("order")
  faults.disarm()
}

const onlyOrder = async (payer: Payer): Promise<OrderFact> => {
  const orders = await ordersOf(database, payer.customer.email)
  expect(orders).toHaveLength(1)
  return orders[0] as OrderFact
}

/** The posting began longer ago than Medusa's lock on a cart lasts. */
const twoMinutesLater = (holdId: string) =>
  query(database, "update clientele_points_hold set updated_at = now() - interval '121 seconds' where id = $1", [
    holdId,
  ])

async function expectRetry(payer: Payer): Promise<void> {
  expect(await complete(shop, payer.cartId)).toMatchObject({
    status: 200,
    body: { type: "order", order: { total: 30 } },
  })
  expect(await onlyOrder(payer)).toMatchObject({ linked: true, hold: payer.holdId, adjusted: "10.00" })
  expect(await loyalty.account(payer.customer.id)).toMatchObject({ points_balance: 0, points_held: 0 })
}

// Guards: the shared transaction in decorate-orders.ts; its deleteOrders.
it.each<{ point: FaultPoint; by: "email" | "holdId" | "cartId" | "sessionId" }>([
  { point: "order:before", by: "email" },
  { point: "post:before", by: "holdId" },
  { point: "post:after", by: "holdId" },
  { point: "link:before", by: "cartId" },
  { point: "authorize:before", by: "sessionId" },
  { point: "provider:took", by: "cartId" },
  { point: "authorize:after", by: "sessionId" },
])("M10: an error at $point leaves neither order nor deduction, and the retry succeeds", async ({ point, by }) => {
  const payer = await preparePayer(shop, database)
  await failAt(payer, point, by === "email" ? payer.customer.email : payer[by])
  expect(await ordersOf(database, payer.customer.email)).toEqual([])
  expect(await loyalty.account(payer.customer.id)).toMatchObject({
    points_balance: 1000,
    points_held: 1000,
    lifetime_redeemed: 0,
  })
  await expectRetry(payer)
})

// Guard: `attempt_over` in orphansOf; without it two attempts at once would take each other's orders back.
it("M12, R47: an orphan of a living process is voided only after two minutes", async () => {
  const payer = await preparePayer(shop, database)
  await failAt(payer, "order:after", payer.customer.email)
  const before = await onlyOrder(payer)
  expect(before).toMatchObject({ linked: false, hold: payer.holdId, entries: [-1000] })
  expect(await complete(shop, payer.cartId)).toMatchObject({ body: { code: "completion_in_progress" } })
  expect(await onlyOrder(payer)).toEqual(before)
  expect((await loyalty.reconcile({ order_ids: [before.id] })).disagreements).toEqual([])
  await twoMinutesLater(payer.holdId)
  await expectRetry(payer)
})

// Guard: isTouched in orphan-orders.ts.
it("R47: an orphan that an admin user has changed is not voided", async () => {
  const payer = await preparePayer(shop, database)
  await failAt(payer, "order:after", payer.customer.email)
  const order = await onlyOrder(payer)
  await query(database, `update "order" set status = 'completed' where id = $1`, [order.id])
  await twoMinutesLater(payer.holdId)
  expect(await complete(shop, payer.cartId)).toMatchObject({ body: { code: "cart_changed" } })
  const { disagreements } = await loyalty.reconcile({ order_ids: [order.id], repair: true })
  expect(disagreements).toMatchObject([{ kind: "orphan", order_id: order.id, voided: false }])
  expect(await onlyOrder(payer)).toEqual(order)
  await query(database, `update "order" set status = 'pending' where id = $1`, [order.id])
  await expectRetry(payer)
})

// Guards: findHindrance in orphan-orders.ts: each of its three conditions.
it("R34, R47: a repair voids an orphan, except one that is paid or whose cart is deleted", async () => {
  const payer = await preparePayer(shop, database)
  await failAt(payer, "order:after", payer.customer.email)
  const order = await onlyOrder(payer)
  await twoMinutesLater(payer.holdId)
  const repair = async () =>
    (await loyalty.reconcile({ order_ids: [order.id], repair: true })).disagreements.map(({ hindrance, voided }) => ({
      hindrance,
      voided,
    }))
  const session = "update payment_session set status = $2 where id = $1"
  for (const status of ["authorized", "captured", "pending_authorization"]) {
    await query(database, session, [payer.sessionId, status])
    expect(await repair()).toEqual([{ hindrance: "paid", voided: false }])
  }
  await query(database, session, [payer.sessionId, "pending"])
  // A payment that the session made, whatever the status of the session is.
  await query(
    database,
    `insert into payment (id, amount, raw_amount, currency_code, provider_id, payment_collection_id, payment_session_id)
     select 'pay_test', amount, raw_amount, currency_code, provider_id, payment_collection_id, id
     from payment_session where id = $1`,
    [payer.sessionId],
  )
  expect(await repair()).toEqual([{ hindrance: "paid", voided: false }])
  await query(database, "update payment set canceled_at = now() where id = 'pay_test'")
  await query(database, "update cart set deleted_at = now() where id = $1", [payer.cartId])
  expect(await repair()).toEqual([{ hindrance: "no_cart", voided: false }])
  expect(await onlyOrder(payer)).toEqual(order)
  await query(database, "update cart set deleted_at = null where id = $1", [payer.cartId])
  expect(await repair()).toEqual([{ hindrance: null, voided: true }])
  expect(await ordersOf(database, payer.customer.email)).toEqual([])
  expect(await loyalty.account(payer.customer.id)).toMatchObject({ points_balance: 1000, points_held: 1000 })
})

it("R47: a shopper who changes the cart after an interruption can apply the points again", async () => {
  const payer = await preparePayer(shop, database)
  await failAt(payer, "order:after", payer.customer.email)
  await twoMinutesLater(payer.holdId)
  const { cart } = await shop.guest.get<{ cart: { items: { id: string }[] } }>(`/store/carts/${payer.cartId}`)
  await shop.guest.post(`/store/carts/${payer.cartId}/line-items/${cart.items[0]?.id}`, { quantity: 3 })
  await applyAgain(shop, database, payer, 1000)
  expect(await ordersOf(database, payer.customer.email)).toEqual([])
  await beginPayment(shop, payer.cartId)
  expect(await complete(shop, payer.cartId)).toMatchObject({ body: { type: "order", order: { total: 50 } } })
  expect((await onlyOrder(payer)).entries).toEqual([-1000])
})

describe("R34, R47: disagreements that the sweep finds", () => {
  const tamper = (sql: string, values: unknown[]) => query(database, sql, values)
  const itemsOf = "item_id in (select item_id from order_item where order_id = $1)"

  // Guard: the comparison in sweepOrders.
  it("R34: every order whose hold and ledger disagree is listed by sweep, health and reconcile until it agrees", async () => {
    const placed: Record<string, OrderFact> = {}
    for (const kind of ["fine", "no_deduction", "other_amount", "no_discount", "hold_not_posted", "orphan"]) {
      const payer = await preparePayer(shop, database)
      if (kind === "orphan") {
        await failAt(payer, "order:after", payer.customer.email)
        await twoMinutesLater(payer.holdId)
      } else {
        await complete(shop, payer.cartId)
      }
      placed[kind] = await onlyOrder(payer)
    }
    const id = (kind: string) => placed[kind]?.id ?? ""
    const hold = (kind: string) => placed[kind]?.hold ?? ""
    const code = `update order_line_item_adjustment set code = $2 where ${itemsOf} and code like 'phold%'`
    const amount = `update order_line_item_adjustment set amount = $2, raw_amount = $3 where ${itemsOf}`
    const status = "update clientele_points_hold set status = $2, order_id = $3 where id = $1"
    // An order with a discount that no hold covers, one whose discount has grown, and two of which one half is missing.
    await tamper(code, [id("no_deduction"), "phold_unknown"])
    await tamper(amount, [id("other_amount"), 11, { value: "11", precision: 20 }])
    await tamper(code, [id("no_discount"), "OTHER"])
    await tamper(status, [hold("hold_not_posted"), "released", null])

    const expected = ["hold_not_posted", "no_deduction", "no_discount", "orphan", "other_amount"].map((kind) => [
      id(kind),
      kind,
    ])
    // The order with the code of another hold also has its own deduction without a discount.
    expected.push([id("no_deduction"), "no_discount"])
    const listed = (found: { order_id: string; kind: string }[]) => found.map((one) => [one.order_id, one.kind]).sort()
    expect(listed((await loyalty.reconcile({ since })).disagreements)).toEqual(expected.sort())
    await runInStore(store, "sweep")
    const found = await health()
    expect(found.healthy).toBe(false)
    expect(listed(found.agreement.disagreements)).toEqual(expected)

    await tamper(code, [id("no_deduction"), hold("no_deduction")])
    await tamper(amount, [id("other_amount"), 10, { value: "10", precision: 20 }])
    await tamper(code.replace("phold%", "OTHER"), [id("no_discount"), hold("no_discount")])
    await tamper(status, [hold("hold_not_posted"), "posted", id("hold_not_posted")])
    const repaired = await loyalty.reconcile({ since, repair: true })
    expect(repaired.disagreements).toMatchObject([{ order_id: id("orphan"), kind: "orphan", voided: true }])
    expect((await loyalty.reconcile({ since })).disagreements).toEqual([])
    await runInStore(store, "sweep")
    expect((await health()).agreement.disagreements).toEqual([])
  }, 120_000)
})
