import { runInStore } from "../../faults/in-store"
import { openQueue, type QueueView } from "../../faults/queue"
import { query, type TestDatabase } from "../../helpers/database"
import { eventually, type Loyalty } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { newEmail, type Order, type OrderPlan, PRICES, type Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"

export function earning(open: () => OpenStore): void {
  // The programme's real path: an order over the storefront, Medusa's own events, the award job on the queue, the ledger.
  let queue: QueueView

  let database: TestDatabase
  let store: Store
  let shop: Shop
  let loyalty: Loyalty

  beforeAll(async () => {
    ;({ database, store, shop, loyalty } = open())
    queue = openQueue({ databaseUrl: database.url })
    await open().begin({ loyalty_points_enabled: true })
  })

  afterAll(() => queue?.close())

  const entries = async (order: Order) => (await loyalty.why(order.id)).entries.map((entry) => entry.points)

  describe("when an order is paid", () => {
    /** An order that several tests read and none changes. */
    const shared = (plan: OrderPlan) => {
      let order: Promise<Order> | undefined
      return () => {
        order ??= shop.placeOrder(plan)
        return order
      }
    }
    const instant = shared({ payment: "instant" })
    const free = shared({ product: "sample", shipping: "free" })

    it("R32: a later capture earns the goods, without shipping", async () => {
      const order = await shop.placeOrder({ quantity: 2 })
      expect((await loyalty.why(order.id)).summary).toMatch(/not paid in full/)
      await shop.capture(order)
      const done = await loyalty.granted(order.id, 2 * PRICES.shirt)
      expect(done.entries).toHaveLength(1)
      expect(done.entries[0]).toMatchObject({ type: "earn", reason: "order", order_id: order.id, mailbox: order.email })
    })

    it("R32: a capture at authorisation earns, although no capture event names the order", async () => {
      const order = await instant()
      await loyalty.granted(order.id, PRICES.shirt)
      expect(await entries(order)).toEqual([PRICES.shirt])
    })

    it("R32: an order of zero total counts as paid and earns nothing", async () => {
      const order = await free()
      const why = await loyalty.granted(order.id, 0)
      expect(why).toMatchObject({ target: 0, entries: [] })
    })

    // Guards of `findAwaitingPayment`: its look at captures; that an order without a payment to wait for is no such order; the
    // amount; and that each order has its own.
    it("R32: only an order with an amount to pay and without a capture counts as awaiting payment", async () => {
      const orders = [
        await shop.placeOrder({}),
        await shop.placeOrder({}),
        await instant(),
        await free(),
        await shop.draftOrder(newEmail()),
      ]
      const awaits = async () =>
        (await runInStore(store, "awaiting-payment", ...orders.map(({ id }) => id), "order_unknown")).awaits
      expect(await awaits()).toEqual([true, true, false, false, false, false])
      await shop.capture(orders[1] as Order, 1)
      expect(await awaits()).toEqual([true, false, false, false, false, false])
    })

    it("R32: a draft order earns when it is marked as paid", async () => {
      const order = await shop.draftOrder(newEmail(), 3)
      await shop.markAsPaid(order)
      await loyalty.granted(order.id, 3 * PRICES.shirt)
      expect(await entries(order)).toEqual([3 * PRICES.shirt])
    })

    it("R32: a partial capture earns nothing until the rest is captured", async () => {
      const order = await shop.placeOrder({ quantity: 2 })
      await shop.capture(order, 10)
      expect(await loyalty.why(order.id)).toMatchObject({ granted: 0, target: null })
      await shop.capture(order, 2 * PRICES.shirt + 5 - 10)
      await loyalty.granted(order.id, 2 * PRICES.shirt)
      expect(await entries(order)).toEqual([2 * PRICES.shirt])
    })

    it("R32: a gift card earns nothing, and other goods in the same order earn", async () => {
      const order = await shop.placeOrder({
        product: "giftCard",
        also: [{ product: "shirt", quantity: 1 }],
        capture: true,
      })
      await loyalty.granted(order.id, PRICES.shirt)
      expect(await entries(order)).toEqual([PRICES.shirt])
    })
  })

  describe("refunds, returns, cancellations and edits", () => {
    it("R33: a partial refund takes back its share of the points, and a full refund the rest", async () => {
      const order = await shop.placeOrder({ quantity: 2, product: "download", capture: true })
      await loyalty.granted(order.id, 40)
      await shop.refund(order, 10)
      await loyalty.granted(order.id, 30)
      await shop.refund(order, 30)
      await loyalty.granted(order.id, 0)
      expect(await entries(order)).toEqual([40, -10, -30])
    })

    it("R33: a return takes back the points of the returned goods once, even after its refund", async () => {
      const order = await shop.placeOrder({ quantity: 3, shipping: "free", capture: true })
      await loyalty.granted(order.id, 60)
      await shop.fulfill(order)
      await shop.receiveReturn(order, await shop.requestReturn(order, 2))
      await loyalty.granted(order.id, 20)
      await shop.refund(order, 40)
      await loyalty.reconcile({ order_ids: [order.id], repair: true })
      expect(await entries(order)).toEqual([60, -40])
    })

    it("R33: a canceled order keeps no points", async () => {
      const order = await shop.placeOrder({ capture: true })
      await loyalty.granted(order.id, PRICES.shirt)
      await shop.cancel(order)
      await loyalty.granted(order.id, 0)
      expect(await entries(order)).toEqual([PRICES.shirt, -PRICES.shirt])
    })

    it("R33: an edit that adds goods earns when it is paid, and an edit that removes goods takes points back", async () => {
      const order = await shop.placeOrder({ quantity: 2, product: "download", capture: true })
      await loyalty.granted(order.id, 40)
      const more = await shop.editOrder(order, { quantity: 3 })
      await loyalty.reconcile({ order_ids: [order.id], repair: true })
      expect(await entries(order)).toEqual([40])
      await shop.markAsPaid(more)
      await loyalty.granted(order.id, 60)
      await shop.editOrder(more, { quantity: 1 })
      await loyalty.granted(order.id, 20)
      expect(await entries(order)).toEqual([40, 20, -40])
    })

    // Which of the jobs of its four events is first is up to the queue. That one has run shows only in the order's lot.
    it("M13: an order that is canceled before its award job runs ends with no points", async () => {
      const order = await shop.placeOrder({ capture: true })
      await shop.cancel(order)
      const left = () =>
        query<{ granted: string; net: string }>(
          database,
          `select l.granted, (select coalesce(sum(e.points), 0) from clientele_points_entry e where e.order_id = l.source) net
         from clientele_points_lot l where l.source = $1`,
          [order.id],
        )
      const nothing = [{ granted: "0", net: "0" }]
      expect(await eventually(left, (lots) => lots[0]?.granted === "0")).toEqual(nothing)
      expect(await queue.drained()).toMatchObject({ waiting: 0, active: 0, dead: 0 })
      expect(await left()).toEqual(nothing)
    })
  })

  describe("the owner of the points", () => {
    it("R31: a guest who registers with the same address later finds the points", async () => {
      const email = newEmail()
      const order = await shop.placeOrder({ email: email.toUpperCase(), quantity: 2, capture: true })
      await loyalty.granted(order.id, 40)
      const customer = await shop.register(email)
      const second = await shop.placeOrder({ customer, capture: true })
      await loyalty.granted(second.id, 20)
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 60, lifetime_earned: 60 })
    })

    it("R30: a second currency earns by its own rates or not at all", async () => {
      const plain = await shop.placeOrder({ region: "eur", capture: true })
      expect((await loyalty.why(plain.id)).summary).toMatch(/loyalty_currency_rates/)
      await loyalty.set("loyalty_currency_rates", {
        eur: { points_per_currency_unit: 3, points_per_currency_discount: 100 },
      })
      const priced = await shop.placeOrder({ region: "eur", product: "download", capture: true })
      const done = await loyalty.granted(priced.id, Math.floor(priced.item_total * 3))
      expect(done.granted).toBeGreaterThan(0)
      expect((await loyalty.why(plain.id)).granted).toBe(0)
    })
  })

  describe("the programme's settings", () => {
    afterAll(async () => {
      await loyalty.set("loyalty_points_per_currency_unit", 1)
      await loyalty.set("loyalty_award_trigger", "payment_paid")
      await loyalty.set("loyalty_points_enabled", true)
      await loyalty.set("loyalty_min_order_subtotal_to_earn", 0)
    })

    it("R33: the rate is frozen with the award; a refund after a change reverses at the old rate", async () => {
      const order = await shop.placeOrder({ quantity: 2, product: "download", capture: true })
      await loyalty.granted(order.id, 40)
      await loyalty.set("loyalty_points_per_currency_unit", 5)
      await shop.refund(order, 20)
      await loyalty.granted(order.id, 20)
      const later = await shop.placeOrder({ product: "download", capture: true })
      await loyalty.granted(later.id, 100)
      await loyalty.set("loyalty_points_per_currency_unit", 1)
    })

    it("R32: below the minimum an order earns nothing", async () => {
      await loyalty.set("loyalty_min_order_subtotal_to_earn", "20.01")
      const order = await shop.placeOrder({ capture: true })
      const why = await loyalty.granted(order.id, 0)
      expect(why.summary).toMatch(/below the minimum/)
      await loyalty.set("loyalty_min_order_subtotal_to_earn", 0)
    })

    it("R34: an order paid while the programme is switched off never earns", async () => {
      await loyalty.set("loyalty_points_enabled", false)
      const order = await shop.placeOrder({ capture: true })
      expect((await loyalty.why(order.id)).summary).toMatch(/switched off/)
      await loyalty.set("loyalty_points_enabled", true)
      const result = await loyalty.reconcile({ order_ids: [order.id], repair: true })
      expect(result).toMatchObject({ checked: 1, differences: [] })
      expect(await entries(order)).toEqual([])
    })

    it("R32: with order_completed an order earns at its completion, and with either at its completion or payment, whichever is first", async () => {
      await loyalty.set("loyalty_award_trigger", "order_completed")
      const order = await shop.placeOrder({ capture: true })
      expect(await loyalty.why(order.id)).toMatchObject({ granted: 0, target: null })
      await shop.completeOrder(order)
      await loyalty.granted(order.id, PRICES.shirt)

      await loyalty.set("loyalty_award_trigger", "either")
      const completed = await shop.completeOrder(await shop.placeOrder())
      await loyalty.granted(completed.id, PRICES.shirt)
      await shop.capture(completed)
      await loyalty.reconcile({ order_ids: [completed.id], repair: true })
      expect(await entries(completed)).toEqual([PRICES.shirt])
      await loyalty.set("loyalty_award_trigger", "payment_paid")
    })
  })

  describe("the trigger is changed while orders are open", () => {
    afterAll(() => loyalty.set("loyalty_award_trigger", "payment_paid"))

    // Guard: `promised` in findTrigger (domain/earning.ts).
    it.each([
      ["order_completed", "payment_paid"],
      ["payment_paid", "order_completed"],
    ])("R32, R34: after a change from %s to %s they still earn once by the earlier trigger", async (from, to) => {
      await loyalty.set("loyalty_award_trigger", from)
      const order = await shop.placeOrder({ capture: from === "order_completed" })
      if (from === "payment_paid") await shop.completeOrder(order)
      await loyalty.reconcile({ order_ids: [order.id], repair: true })
      expect(await entries(order)).toEqual([])
      await loyalty.set("loyalty_award_trigger", to)
      await loyalty.reconcile({ order_ids: [order.id], repair: true })
      expect(await entries(order)).toEqual([])
      await (from === "payment_paid" ? shop.capture(order) : shop.completeOrder(order))
      await loyalty.granted(order.id, PRICES.shirt)
      await loyalty.reconcile({ order_ids: [order.id], repair: true })
      expect(await entries(order)).toEqual([PRICES.shirt])
    })
  })

  it("M1: after these tests the figures of every account agree", async () => {
    const rows = await query<{ wrong: string }>(
      database,
      `select count(*) as wrong from clientele_points_account a where
      balance <> (select coalesce(sum(points), 0) from clientele_points_entry e where e.account_id = a.id)
      or greatest(balance, 0) <> (select coalesce(sum(remaining), 0) from clientele_points_lot l where l.account_id = a.id)`,
    )
    expect(rows[0]?.wrong).toBe("0")
  })
}
