import { runInStore } from "../../faults/in-store"
import type { Loyalty } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import type { Order, Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"

export function exchanges(open: () => OpenStore): void {
  // Exchanges and claims through Medusa's own routes (ADR 0027): what is read of them. All that follows from it is shown by
  // unit-tests/points/earning.spec.ts. All orders are of shirts at 20.00 with shipping of 5.00, which a wrong share would count in.

  let store: Store
  let shop: Shop
  let loyalty: Loyalty

  beforeAll(async () => {
    ;({ store, shop, loyalty } = open())
    await open().begin({ loyalty_points_enabled: true })
  })

  const entries = async (order: Order) => (await loyalty.why(order.id)).entries.map((entry) => entry.points)

  /** What is granted once the order was compared with the ledger again, whatever the events did. */
  async function compared(order: Order): Promise<number> {
    await loyalty.reconcile({ order_ids: [order.id], repair: true })
    return (await loyalty.why(order.id)).granted
  }

  /** Shirts that were paid and sent. */
  async function sent(quantity: number): Promise<Order> {
    return shop.fulfill(await shop.placeOrder({ quantity, capture: true }))
  }

  async function sentAndGranted(quantity: number): Promise<Order> {
    const order = await sent(quantity)
    await loyalty.granted(order.id, 20 * quantity)
    return order
  }

  describe("an exchange", () => {
    it("R33: for goods of the same price changes no points, neither at its confirmation nor at the return", async () => {
      const order = await sentAndGranted(2)
      const { return_id } = await shop.exchange(order, { product: "shirt" })
      expect(await compared(order)).toBe(40)
      await shop.receiveReturn(order, return_id)
      expect(await compared(order)).toBe(40)
      expect(await entries(order)).toEqual([40])
    })

    // Guards: `awaited` in orderMoney (domain/order-facts.ts) and listSwaps (workflows/points/list-order-facts.ts).
    it("R33: for goods that cost more earns the difference when it is paid, even before the return", async () => {
      const order = await sentAndGranted(2)
      const { return_id } = await shop.exchange(order, { product: "shirt", sent: 2 })
      expect(await compared(order)).toBe(40)
      await shop.markAsPaid(await shop.order(order.id))
      await loyalty.granted(order.id, 60)
      await shop.receiveReturn(order, return_id)
      expect(await compared(order)).toBe(60)
      expect(await entries(order)).toEqual([40, 20])
    })

    it("R33: for goods that cost less takes the difference once, whenever it is refunded", async () => {
      const order = await sentAndGranted(2)
      const { return_id } = await shop.exchange(order, { product: "mug" })
      await loyalty.granted(order.id, 29)
      await shop.refund(order, 10.01)
      expect(await compared(order)).toBe(29)
      await shop.receiveReturn(order, return_id)
      expect(await compared(order)).toBe(29)
      expect(await entries(order)).toEqual([40, -11])
    })

    it("R33, R34: gives the order its earlier points back when it is canceled; no event reports it, so the sweep finds it", async () => {
      const order = await sentAndGranted(2)
      const { id } = await shop.exchange(order, { product: "mug" })
      await loyalty.granted(order.id, 29)
      await shop.cancelSwap("exchanges", id)
      await runInStore(store, "sweep")
      await loyalty.granted(order.id, 40)
      expect(await entries(order)).toEqual([40, -11, 11])
    }, 60_000)

    // Medusa cancels the payment that was authorised, as its amount may have changed.
    it("R32: of an unpaid order earns for the amount that is paid in the end", async () => {
      const order = await shop.fulfill(await shop.placeOrder({ quantity: 2 }))
      await shop.exchange(order, { product: "shirt" })
      await shop.markAsPaid(await shop.order(order.id))
      await loyalty.granted(order.id, 40)
      expect(await entries(order)).toEqual([40])
    })
  })

  describe("a claim", () => {
    it("R33: with a replacement for returned goods changes no points", async () => {
      const order = await sentAndGranted(2)
      const { return_id } = await shop.claim(order, "replace", { product: "shirt" })
      expect(await compared(order)).toBe(40)
      await shop.receiveReturn(order, return_id)
      expect(await compared(order)).toBe(40)
      expect(await entries(order)).toEqual([40])
    })

    it("R33: with a replacement for goods that the customer keeps changes no points, with or without a price", async () => {
      const order = await sentAndGranted(2)
      for (const unitPrice of [0, undefined]) {
        const { id } = await shop.claim(order, "replace", { product: "shirt", unitPrice, comesBack: false })
        expect([unitPrice, await compared(order)]).toEqual([unitPrice, 40])
        await shop.cancelSwap("claims", id)
        expect([unitPrice, await compared(order)]).toEqual([unitPrice, 40])
      }
      expect(await entries(order)).toEqual([40])
    })

    it("R33: with a refund for returned goods takes the points back once, at the refund or the return, whichever is first", async () => {
      const order = await shop.fulfill(await shop.placeOrder({ quantity: 2, capture: true, shipping: "free" }))
      await loyalty.granted(order.id, 40)
      const { return_id } = await shop.claim(order, "refund", {})
      expect(await compared(order)).toBe(40)
      await shop.refund(order, 20)
      await loyalty.granted(order.id, 20)
      await shop.receiveReturn(order, return_id)
      expect(await compared(order)).toBe(20)
      expect(await entries(order)).toEqual([40, -20])
    })
  })

  describe("with order_completed", () => {
    beforeAll(() => loyalty.set("loyalty_award_trigger", "order_completed"))
    afterAll(() => loyalty.set("loyalty_award_trigger", "payment_paid"))

    // Guard: the order's first payment in paidShare (domain/order-facts.ts).
    it("R33: goods that an exchange or a claim adds to a paid order earn when they are paid", async () => {
      const order = await sent(2)
      await shop.exchange(order, { product: "shirt", sent: 2 })
      await shop.completeOrder(order)
      // 60.00 in goods and 5.00 shipping, of which 45.00 is paid.
      await loyalty.granted(order.id, 41)
      await shop.markAsPaid(await shop.order(order.id))
      await loyalty.granted(order.id, 60)
    })
  })
}
