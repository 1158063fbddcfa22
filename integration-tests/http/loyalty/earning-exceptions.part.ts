import { runInStore } from "../../faults/in-store"
import { query, type TestDatabase } from "../../helpers/database"
import type { Loyalty } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { newEmail, type Order, type Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"

export function reviewEarning(open: () => OpenStore): void {
  // Written by a reviewer to break the earning path: each test failed when it was written. The process handles no
  // events and no jobs, so what is posted was posted by the comparison that the test asks for.

  let database: TestDatabase
  let store: Store
  let shop: Shop
  let loyalty: Loyalty

  beforeAll(() => {
    ;({ database, store, shop, loyalty } = open())
  })

  beforeEach(async () => {
    await loyalty.set("loyalty_award_trigger", "payment_paid")
    await loyalty.set("loyalty_points_enabled", true)
  })
  const granted = async ({ id }: Order) => {
    await loyalty.reconcile({ order_ids: [id], repair: true })
    return (await loyalty.why(id)).granted
  }
  const shirts = (quantity: number, capture = true) => shop.orderFromBefore({ quantity, capture, shipping: "free" })

  describe("orders that a sweep finds", () => {
    let refused: Order
    let before: number
    let result: Awaited<ReturnType<Loyalty["reconcile"]>>

    // One sweep for both, as it takes a process of its own.
    beforeAll(async () => {
      await loyalty.set("loyalty_award_trigger", "payment_paid")
      await loyalty.set("loyalty_points_enabled", true)
      refused = await shirts(2, false)
      const [payment] = (refused.payment_collections ?? []).flatMap(({ payments }) => payments ?? [])
      await query(
        database,
        `insert into capture (id, amount, raw_amount, payment_id) values ('capt_refused', 40, '{"value": "40"}', $1)`,
        [payment?.id],
      )
      before = await granted(refused)
      await query(database, "delete from capture where id = 'capt_refused'")

      const order = await shop.draftOrder(newEmail(), 3)
      const name = Array.from({ length: 9000 }, () => Math.random().toString(36)[3]).join("")
      await shop.admin.post(`/admin/orders/${order.id}`, { email: `${name}@example.com` })
      await shop.markAsPaid(order)
      result = await loyalty.reconcile({ order_ids: [order.id], repair: true })
      await query(database, "update clientele_points_watermark set reached_at = now() - interval '3 days'")
      await runInStore(store, "sweep")
    }, 120_000)

    // Medusa commits the capture's row before it asks the provider, and deletes it when the provider refuses. Nothing of the
    // order tells: the sweep looks again at what it has posted for.
    it("R32: a capture that the provider refused leaves no points once the order is compared again", async () => {
      expect(before).toBe(40)
      expect((await loyalty.why(refused.id)).granted).toBe(0)
    })

    it("R34: an order that can never be settled neither stops the watermark for good nor shows SQL", async () => {
      const [row] = await query(
        database,
        "select reached_at > now() - interval '1 hour' as advanced from clientele_points_watermark where name = 'sweep'",
      )
      expect({ row, shown: /select \*|clientele_points_settle\(/.test(JSON.stringify(result)) }).toEqual({
        row: { advanced: true },
        shown: false,
      })
    })
  })

  describe("the past", () => {
    const beforeEnabling = async (prepare: () => Promise<Order>) => {
      await loyalty.set("loyalty_points_enabled", false)
      const order = await prepare()
      await loyalty.set("loyalty_points_enabled", true)
      return order
    }

    it("R34: an amount paid before the programme was on earns nothing when an edit is paid later", async () => {
      const order = await beforeEnabling(() => shirts(1))
      const edited = await shop.editOrder(order, { quantity: 5 })
      expect(await granted(await shop.markAsPaid(edited))).toBeLessThanOrEqual(80)
    })

    it("R34: an order that was completed before the programme was on earns nothing when its notes change", async () => {
      await loyalty.set("loyalty_award_trigger", "order_completed")
      const order = await beforeEnabling(async () => shop.completeOrder(await shirts(2)))
      await shop.admin.post(`/admin/orders/${order.id}`, { metadata: { note: "later" } })
      expect(await granted(order)).toBe(0)
    })
  })

  describe("the guarantee", () => {
    it("R34: an order that was completed and archived before the first sweep earns", async () => {
      await loyalty.set("loyalty_award_trigger", "order_completed")
      const order = await shop.completeOrder(await shirts(2))
      await shop.admin.post(`/admin/orders/${order.id}/archive`)
      expect(await granted(order)).toBe(40)
    })
  })

  describe("odd input is a 400 or 404, never a 500", () => {
    it.each([
      ["a customer's id with NUL", "GET", "/admin/customers/%00/loyalty", undefined],
      ["an order's id with NUL", "GET", "/admin/orders/a%00b/loyalty", undefined],
      ["a report of the year 0", "GET", "/admin/loyalty/report?from=0000-01-01&to=0000-02-01", undefined],
      ["a report that would begin before the year 1", "GET", "/admin/loyalty/report?to=0001-01-05", undefined],
      ["a comparison since the year 0", "POST", "/admin/loyalty/reconcile", { since: "0000-01-01T00:00:00Z" }],
    ])("R35: %s", async (_what, method, path, body) => {
      expect([400, 404]).toContain((await shop.admin.send(method, path, body)).status)
    })

    it.each([
      ["a reason with NUL", { points: 1, reason: "a\u0000b" }, {}],
      ["a note with NUL", { points: 1, reason: "ok", note: "\u0000" }, {}],
      ["a key with NUL", { points: 1, reason: "ok", idempotency_key: "\u0000" }, {}],
      ["a key of 9,000 characters in the header", { points: 1, reason: "ok" }, { long: true }],
    ])("R35: %s", async (_what, body, { long }: { long?: boolean }) => {
      const { id } = await shop.register()
      const key = Array.from({ length: 9000 }, () => Math.random().toString(36)[3]).join("")
      const headers = long ? { "idempotency-key": key } : undefined
      const path = `/admin/customers/${id}/loyalty/adjustments`
      expect((await shop.admin.send("POST", path, body, headers)).status).toBe(400)
    })

    it("R35: two keys that differ only in a lone surrogate are two requests, or are refused", async () => {
      const { id } = await shop.register()
      const adjust = (idempotency_key: string) =>
        shop.admin.send<{ entry?: { id: string } }>("POST", `/admin/customers/${id}/loyalty/adjustments`, {
          points: 1,
          reason: "ok",
          idempotency_key,
        })
      const [one, two] = [await adjust("\ud800"), await adjust("\ud801")]
      expect(one.status === 400 || one.body.entry?.id !== two.body.entry?.id).toBe(true)
    })
  })
}
