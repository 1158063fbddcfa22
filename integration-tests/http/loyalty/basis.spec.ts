import { runInStore } from "../../faults/in-store"
import { createDatabase, type TestDatabase } from "../../helpers/database"
import { type Loyalty, loyaltyOf } from "../../helpers/loyalty"
import { apply, give, tokenOf } from "../../helpers/redemption"
import { type Order, openShop, type Shop } from "../../helpers/shop"
import { type Store, startStore } from "../../helpers/store-server"

// Which parts of an order earn (contract R32), through Medusa's own totals, with what was paid how. Goods are shirts at 20.00.
let database: TestDatabase
let store: Store
let shop: Shop
let loyalty: Loyalty

const rates = { points_per_currency_unit: 100, points_per_currency_discount: 100 }

beforeAll(async () => {
  database = await createDatabase()
  store = await startStore({ databaseUrl: database.url })
  shop = await openShop(store, {
    copies: true,
    regions: [
      { currency: "usd", country: "us" },
      { currency: "eur", country: "de", taxRate: 19, taxInclusive: true },
      { currency: "gbp", country: "gb", taxRate: 20 },
    ],
  })
  loyalty = loyaltyOf(shop.admin)
  await loyalty.set("loyalty_points_enabled", true)
  await loyalty.set("loyalty_max_redeem_percent", 100)
  await loyalty.set("loyalty_currency_rates", { eur: rates, gbp: rates })
}, 180_000)

afterAll(async () => {
  await store?.stop()
  await database?.drop()
})

const entries = async (order: Order) => (await loyalty.why(order.id)).entries.map((entry) => entry.points)

/** What is granted once the order was compared with the ledger again, whatever the events did. */
async function compared(order: Order): Promise<number> {
  await loyalty.reconcile({ order_ids: [order.id], repair: true })
  return (await loyalty.why(order.id)).granted
}

describe("tax, shipping and discounts", () => {
  it.each([
    // 20.00 with 19 % are 16.81 without it.
    ["eur", "that prices include", 1681, 840],
    ["gbp", "on top of prices", 2000, 1000],
  ])("R32: in %s: tax %s earns nothing, nor does shipping", async (region, _how, points, half) => {
    const order = await shop.placeOrder({ region, capture: true })
    await loyalty.granted(order.id, points)
    await shop.refund(order, Number(order.total) / 2)
    await loyalty.granted(order.id, half)
  })

  it("R32: a coupon's discount earns nothing; one on shipping changes nothing", async () => {
    const coupon = (code: string, target_type: string, value: number) =>
      shop.admin.post("/admin/promotions", {
        code,
        type: "standard",
        status: "active",
        application_method: { target_type, type: "percentage", value, allocation: "across", currency_code: "usd" },
      })
    await coupon("QUARTER", "items", 25)
    await coupon("SENT", "shipping_methods", 100)
    const order = await shop.placeOrder({ quantity: 2, promoCodes: ["QUARTER", "SENT"], capture: true })
    await loyalty.granted(order.id, 30)
  })
})

describe("points", () => {
  /** Two shirts for 40.00, of which 10.00 is paid with points: each shirt costs 15.00. */
  async function paidWithPoints() {
    const customer = await shop.register()
    await give(shop, customer, 1000)
    const cart = await shop.fillCart({ email: customer.email, quantity: 2, shipping: "free" })
    await apply(shop, cart.id, await tokenOf(database, customer.email), 1000)
    const order = await shop.capture(await shop.completeCart(cart.id))
    await loyalty.granted(order.id, 30)
    const balance = async () => (await loyalty.account(customer.id)).points_balance
    expect(await balance()).toBe(30)
    return { order, balance }
  }

  it("R32, R33: the part paid with points earns nothing; a refund takes back its share of the earned points and returns no redeemed points", async () => {
    const { order, balance } = await paidWithPoints()
    await shop.refund(order, 15)
    await loyalty.granted(order.id, 15)
    expect(await balance()).toBe(15)
    await shop.refund(order, 15)
    await loyalty.granted(order.id, 0)
    expect(await balance()).toBe(0)
  })

  it("R33: returned goods return the points that paid for them once, with or after their refund", async () => {
    const { order, balance } = await paidWithPoints()
    await shop.fulfill(order)
    const back = await shop.requestReturn(order, 1)
    await shop.refund(order, 15)
    await loyalty.granted(order.id, 15)
    await shop.receiveReturn(order, back)
    expect(await compared(order)).toBe(15)
    expect(await balance()).toBe(500 + 15)
    await shop.receiveReturn(order, await shop.requestReturn(order, 1))
    await loyalty.granted(order.id, 0)
    expect(await compared(order)).toBe(0)
    expect(await balance()).toBe(1000)
  })

  it("R33, R44: an exchange returns the points that paid for the returned goods, and the new goods cost their full price", async () => {
    const { order, balance } = await paidWithPoints()
    await shop.fulfill(order)
    const { return_id } = await shop.exchange(order, { product: "shirt" })
    expect(await compared(order)).toBe(30)
    await shop.receiveReturn(order, return_id)
    expect(await compared(order)).toBe(30)
    expect(await balance()).toBe(500 + 30)
    await shop.markAsPaid(await shop.order(order.id))
    await loyalty.granted(order.id, 35)
    expect(await balance()).toBe(500 + 35)
  })

  it.each([
    ["replace", 30],
    ["refund", 15],
  ] as const)(
    "R33, R44: a claim (%s) returns the points that paid for the returned goods, and only once",
    async (type, kept) => {
      const { order, balance } = await paidWithPoints()
      await shop.fulfill(order)
      const { return_id } = await shop.claim(order, type, type === "replace" ? { product: "shirt" } : {})
      expect(await compared(order)).toBe(30)
      expect(await balance()).toBe(30)
      await shop.receiveReturn(order, return_id)
      expect(await compared(order)).toBe(kept)
      expect(await compared(order)).toBe(kept)
      expect(await balance()).toBe(500 + kept)
    },
  )
})

describe("gift cards and store credit", () => {
  let paidInPart: string
  let paidWhole: string

  // Two carts of 40.00, whose credit comes from one process.
  beforeAll(async () => {
    paidInPart = (await shop.fillCart({ quantity: 2, shipping: "free" })).id
    paidWhole = (await shop.fillCart({ quantity: 2, shipping: "free" })).id
    const amounts = JSON.stringify({ [paidInPart]: 15, [paidWhole]: 40 })
    await runInStore(store, "credit-cart", amounts)
  }, 60_000)

  it("R32: count as money: goods paid with them in part earn in full when the rest is captured", async () => {
    const order = await shop.completeCart(paidInPart)
    expect(order.total).toBe(25)
    expect(await loyalty.why(order.id)).toMatchObject({ granted: 0, target: null })
    await shop.capture(order)
    await loyalty.granted(order.id, 40)
    await shop.refund(order, 10)
    await loyalty.granted(order.id, 30)
    expect(await entries(order)).toEqual([40, -10])
  })

  it("R32: an order paid with them in full counts as paid when it is placed", async () => {
    const order = await shop.completeCart(paidWhole)
    expect(order.total).toBe(0)
    await loyalty.granted(order.id, 40)
  })
})

describe("credit lines added by an admin user", () => {
  const credit = (order: Order, amount: number) =>
    shop.admin.post(`/admin/orders/${order.id}/credit-lines`, { amount, reference: "staff", reference_id: "one" })

  it("R32: a reduction by a credit line earns nothing", async () => {
    const order = await shop.placeOrder({ quantity: 2, shipping: "free", capture: true })
    await loyalty.granted(order.id, 40)
    const dearer = await shop.editOrder(order, { quantity: 3 })
    await credit(dearer, 20)
    expect(await compared(order)).toBe(40)
    expect(await entries(order)).toEqual([40])
  })

  it("R33: a credit line for goods that are already returned takes back no more points", async () => {
    const order = await shop.placeOrder({ quantity: 2, shipping: "free", capture: true })
    await loyalty.granted(order.id, 40)
    await shop.fulfill(order)
    await shop.receiveReturn(order, await shop.requestReturn(order, 1))
    await loyalty.granted(order.id, 20)
    await credit(order, -20)
    expect(await compared(order)).toBe(20)
    expect(await entries(order)).toEqual([40, -20])
  })
})
