import { query, type TestDatabase } from "../helpers/database"
import type { FaultPoint, FaultRule } from "../helpers/fault-points/point"
import { eventually, type Loyalty, loyaltyOf } from "../helpers/loyalty"
import { apply, tokenOf } from "../helpers/redemption"
import { openShop, type Shop } from "../helpers/shop"
import { createShopDatabase } from "../helpers/shop-database"
import { type Store, startStore } from "../helpers/store-server"
import { BUYER_STOPS, type Buyer, checkOut, prepareBuyer } from "./checkout-killed"
import {
  beginPayment,
  complete,
  createFaults,
  type Faults,
  ordersOf,
  type Payer,
  preparePayer,
  stockShirts,
  strayReservations,
} from "./completing"
import { endTime, HOLDER_STOPS, type Holder, prepareHolder, useHold } from "./hold-killed"
import { runInStore } from "./in-store"
import { trialBalance } from "./ledger"
import {
  ageOrders,
  passTime,
  prepareTermsBuyer,
  ruleOf,
  TERMS_STOPS,
  type TermsBuyer,
  termsFacts,
} from "./terms-killed"

// Ten shoppers complete a cart at once, three check out in one call, three use or change the points of a cart and ten buy on
// account, each stopped at another point. Then the process is killed: once, for all of them.
let database: TestDatabase
let store: Store
let shop: Shop
let loyalty: Loyalty
let faults: Faults

type Stop = {
  at: string
  outcome?: string
  point: FaultPoint
  by: keyof Keys
  /** The order after the kill: none, one without a cart, or one with its cart. */
  left: "nothing" | "orphan" | "order"
}

/** For each shopper, the point at which the process is killed, and the subject that identifies the point. */
const STOPS: Stop[] = [
  { at: "before the order is inserted", point: "order:before", by: "email", left: "nothing" },
  { at: "with the order inserted, in its open transaction", point: "post:before", by: "holdId", left: "nothing" },
  { at: "with the points deducted, in the same open transaction", point: "post:after", by: "holdId", left: "nothing" },
  { at: "with the order committed, and nothing else", point: "order:after", by: "email", left: "orphan" },
  { at: "with order committed and cart completed, not linked", point: "link:before", by: "cartId", left: "orphan" },
  { at: "with order and cart linked", point: "link:after", by: "cartId", left: "order" },
  { at: "before the payment is authorised", point: "authorize:before", by: "sessionId", left: "order" },
  { at: "with the money at the provider, unknown to Medusa", point: "provider:took", by: "cartId", left: "order" },
  { at: "with the payment authorised", point: "authorize:after", by: "sessionId", left: "order" },
  { at: "while a declined order is taken back", outcome: "decline", point: "undo:before", by: "order", left: "orphan" },
]
type Keys = { email: string; holdId: string; cartId: string; sessionId: string; order: string }
const keysOf = (payer: Payer): Keys => ({ ...payer, email: payer.customer.email, order: "order_" })

const payers: Payer[] = []
const payerAt = (index: number) => payers[index] as Payer
const buyers: Buyer[] = []
const buyerAt = (index: number) => buyers[index] as Buyer
const holders: Holder[] = []
const holderAt = (index: number) => holders[index] as Holder
const termsBuyers: TermsBuyer[] = []
const termsBuyerAt = (index: number) => termsBuyers[index] as TermsBuyer

beforeAll(async () => {
  faults = createFaults()
  database = await createShopDatabase()
  store = await startStore({ databaseUrl: database.url, env: faults.env })
  shop = await openShop(store, { copies: true })
  loyalty = loyaltyOf(shop.admin)
  await loyalty.set("loyalty_points_enabled", true)
  const goods = { product: "shirt", shipping: "free" } as const
  // Exactly as many shirts as all shoppers order together. A reservation left by a deleted order would leave too few.
  await stockShirts(shop, 2 * (STOPS.length + BUYER_STOPS.length))
  payers.push(...(await Promise.all(STOPS.map(({ outcome }) => preparePayer(shop, database, { outcome, goods })))))
  buyers.push(...(await Promise.all(BUYER_STOPS.map(({ keyed }) => prepareBuyer(shop, database, keyed)))))
  await loyalty.set("loyalty_max_redeem_percent", 100)
  holders.push(...(await Promise.all(HOLDER_STOPS.map(({ point }) => prepareHolder(shop, database, point)))))
  termsBuyers.push(...(await Promise.all(TERMS_STOPS.map(() => prepareTermsBuyer(shop, database)))))

  const rules = STOPS.map(({ point, by }, i): FaultRule => ({ point, key: keysOf(payerAt(i))[by], action: "hang" }))
  const more = BUYER_STOPS.map(({ point }, i): FaultRule => ({ point, key: buyerAt(i).customer.email, action: "hang" }))
  const held = HOLDER_STOPS.map(({ point }, i): FaultRule => ({ point, key: holderAt(i).key, action: "hang" }))
  const onTerms = TERMS_STOPS.map((stop, i) => ruleOf(stop, termsBuyerAt(i)))
  faults.arm([...rules, ...more, ...held, ...onTerms])
  const cutOff = payers.map(({ cartId }) => complete(shop, cartId).catch(() => "cut off"))
  await faults.reached(store, rules)
  cutOff.push(...buyers.map((buyer) => checkOut(shop, buyer).catch(() => "cut off")))
  await faults.reached(store, more)
  // A cart that becomes smaller answers before its hold shrinks.
  const used = HOLDER_STOPS.map(({ point }, i) => useHold(shop, holderAt(i), point).catch(() => "cut off"))
  await faults.reached(store, held)
  // Shoppers whose process stops in the job after the order have already had an answer.
  used.push(...termsBuyers.map(({ cartId, customer }) => complete(shop, cartId, customer).catch(() => "cut off")))
  await faults.reached(store, onTerms)
  await store.kill()
  expect(await Promise.all(cutOff)).toEqual(Array(STOPS.length + BUYER_STOPS.length).fill("cut off"))
  await Promise.all(used)
  faults.disarm()
  store = await startStore({ databaseUrl: database.url, port: store.port })
}, 600_000)

afterAll(async () => {
  faults?.disarm()
  await store?.stop()
  await database?.drop()
}, 60_000)

it("M1, M2: every account's figures agree after a kill at any time", async () => {
  expect(await trialBalance(database.url)).toEqual([])
})

it.each(STOPS.map((stop, index) => ({ ...stop, index })))(
  "M11: killed $at: the order and its deduction agree",
  async ({ index, left }) => {
    const { customer, holdId } = payerAt(index)
    const order = { hold: holdId, linked: left === "order", entries: [-1000], adjusted: "10.00" }
    expect(await ordersOf(database, customer.email)).toMatchObject(left === "nothing" ? [] : [order])
    const points =
      left === "nothing" ? { points_balance: 1000, points_held: 1000 } : { points_balance: 0, points_held: 0 }
    expect(await loyalty.account(customer.id)).toMatchObject(points)
  },
)

// Guard: what reconcile.ts compares beside the earnings; `attempt_over` in findDisagreement.
it("R47: the sweep lists orders that belong to no cart", async () => {
  const { disagreements } = await loyalty.reconcile({ since: "2000-01-01T00:00:00.000Z" })
  const orphans = payers.filter((_, i) => STOPS[i]?.left === "orphan").map(({ holdId }) => holdId)
  for (const [i, { customer }] of buyers.entries()) {
    const left = await ordersOf(database, customer.email)
    expect(left).toHaveLength(BUYER_STOPS[i]?.left === "orphan" ? 1 : 0)
    orphans.push(...left.map(({ hold }) => hold ?? ""))
  }
  expect(disagreements.map(({ hold_id, kind }) => [hold_id, kind]).sort()).toEqual(
    orphans.map((id) => [id, "orphan"]).sort(),
  )
})

// Guards: findOrphansInTheWay in deduct-points.ts, without which the retries after the last but one kind of kill are
// refused; clientele_points_attempt_over, without which they have to wait two minutes.
it.each(STOPS.map((stop, index) => ({ ...stop, index })))(
  "M11: killed $at: the shopper's retry makes one order with one deduction",
  async ({ index, outcome }) => {
    const { cartId, customer, holdId } = payerAt(index)
    if (outcome) await beginPayment(shop, cartId)
    const answer = await complete(shop, cartId)
    expect(answer).toMatchObject({ status: 200, body: { type: "order", order: { total: 30 } } })
    const orders = await ordersOf(database, customer.email)
    expect(orders).toMatchObject([{ id: answer.body.order?.id, linked: true, hold: holdId, adjusted: "10.00" }])
    expect(orders[0]?.entries.filter((points) => points < 0)).toEqual([-1000])
    expect(await loyalty.account(customer.id)).toMatchObject({
      points_balance: 0,
      points_held: 0,
      lifetime_redeemed: 1000,
    })
  },
)

// Guards: the time of a lease (modules/checkout/sql/leases.ts); in ensureRedemption (workflows/checkout/ensure-redemption.ts) that a
// posted hold counts as applied: the token is spent with the order that the crash left without its cart.
it.each(BUYER_STOPS.map((stop, index) => ({ ...stop, index })))(
  "R46, M11: killed $at: the same call again ends in one order with one deduction",
  async ({ index }) => {
    const buyer = buyerAt(index)
    const answer = await checkOut(shop, buyer)
    expect(answer).toMatchObject({ status: 200, body: { type: "order", order: { total: 30 } } })
    const orders = await ordersOf(database, buyer.customer.email)
    expect(orders).toMatchObject([{ id: answer.body.order?.id, linked: true, adjusted: "10.00" }])
    expect(await loyalty.account(buyer.customer.id)).toMatchObject({ points_balance: 0, points_held: 0 })
    expect((await checkOut(shop, buyer)).body.order?.id).toBe(answer.body.order?.id)
  },
)

// Guards: freeUncarried in replace-hold.ts and the time of a lease, for the first; for the others clientele_points_hold_place, which
// replaces a cart's hold, and expireHolds.
it("R44, R47, M1: a kill between the writes of cart and hold loses no points, uses none twice, and excess held points are released", async () => {
  const [smaller, retried, left] = [holderAt(0), holderAt(1), holderAt(2)]
  const account = ({ customer }: Holder) => loyalty.account(customer.id)
  expect(await account(smaller)).toMatchObject({ points_balance: 4000, points_held: 3000 })
  expect(await account(retried)).toMatchObject({ points_balance: 4000, points_held: 1000 })
  expect(await account(left)).toMatchObject({ points_balance: 4000, points_held: 1000 })

  // The smaller cart carries 2000 of 3000. Another cart of the account asks for 2000 after the dead process's lease ends.
  const { email } = smaller.customer
  const other = await shop.fillCart({ email, quantity: 1, product: "download" })
  const token = await tokenOf(database, email)
  const served = await eventually(
    () => apply(shop, other.id, token, 2000),
    ({ status }) => status === 200,
  )
  expect(served.body.loyalty_redemption.points).toBe(2000)
  expect(await account(smaller)).toMatchObject({ points_balance: 4000, points_held: 4000 })
  for (const cartId of [smaller.cartId, other.id]) {
    expect((await shop.completeCart(cartId)).total).toBe(0)
  }
  expect(await account(smaller)).toMatchObject({ points_balance: 0, points_held: 0 })

  expect((await apply(shop, retried.cartId, retried.token, 1000)).body.loyalty_redemption.points).toBe(1000)
  expect((await shop.completeCart(retried.cartId)).total).toBe(30)
  expect(await account(retried)).toMatchObject({ points_balance: 3000, points_held: 0 })

  await endTime(database, left.cartId)
  await runInStore(store, "expire-holds")
  expect((await shop.completeCart(left.cartId)).total).toBe(40)
  expect(await account(left)).toMatchObject({ points_balance: 4000, points_held: 0 })
})

// Guards: the one transaction of order and hold (decorate-orders.ts), of receivable and charge (clientele_credit_settle).
it.each(TERMS_STOPS.map((stop, index) => ({ ...stop, index })))(
  "M55: on terms, killed $at: order, hold and account agree",
  async ({ index, left, account }) => {
    const { orders, held, balance } = await termsFacts(database, termsBuyerAt(index))
    const hold = account === "owed" ? "posted" : "held"
    const order = { linked: left === "order", hold, charged: account === "owed" ? "20" : null }
    expect(orders).toMatchObject(left === "nothing" ? [] : [order])
    expect({ held, balance }).toEqual({
      held: account === "held" ? "20" : "0",
      balance: account === "owed" ? "20" : "0",
    })
  },
)

// Guards: listAttempts and orphansOf in hold-credit.ts, without which a second order does not fit the limit; the sweep; without_payment in
// list-credit-facts.ts, without which an order that was killed before it was authorised has no payment to capture.
it("M55: on terms, killed at any time: the buyer's retry and a sweep result in one order with one payment and one receivable", async () => {
  await passTime(database)
  for (const { cartId, customer } of termsBuyers) {
    const answer = await complete(shop, cartId, customer)
    expect(answer).toMatchObject({ status: 200, body: { type: "order", order: { total: 20 } } })
  }
  await ageOrders(database)
  await runInStore(store, "sweep", "credit")
  for (const [index, { at }] of TERMS_STOPS.entries()) {
    const facts = await eventually(
      () => termsFacts(database, termsBuyerAt(index)),
      ({ balance, orders }) => balance === "20" && orders.every(({ payments }) => payments === 1),
    )
    expect({ at, ...facts }).toMatchObject({
      at,
      orders: [{ linked: true, hold: "posted", charged: "20", payments: 1 }],
      held: "0",
      balance: "20",
    })
  }
})

// Guard: tidyUp in orphans.ts.
it("M1, M2: after the retries every figure agrees, and no stock is reserved for a deleted order", async () => {
  expect(await loyalty.reconcile({ since: "2000-01-01T00:00:00.000Z" })).toMatchObject({ disagreements: [] })
  expect(await trialBalance(database.url)).toEqual([])
  expect(await strayReservations(database)).toBe(0)
  expect(await query(database, "select 1 from reservation_item where deleted_at is null")).toHaveLength(
    STOPS.length + BUYER_STOPS.length,
  )
})
