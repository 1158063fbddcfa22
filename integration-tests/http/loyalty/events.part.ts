import { query, type TestDatabase } from "../../helpers/database"
import { eventually, type Loyalty } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { apply, give, tokenOf } from "../../helpers/redemption"
import type { Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"

export function events(open: () => OpenStore): void {
  let database: TestDatabase
  let store: Store
  let shop: Shop
  let loyalty: Loyalty

  beforeAll(async () => {
    ;({ database, store, shop, loyalty } = open())
    await open().begin({ loyalty_points_enabled: true })
  })

  type Recorded = { name: string; data: Record<string, unknown> }
  const recorded = (): Recorded[] =>
    [...store.output().matchAll(/recorded (clientele\.\S+) (\{.*\})/g)].map(([, name, data]) => ({
      name: String(name),
      data: JSON.parse(String(data)),
    }))
  /** The events that carry this value, once there are as many as wanted. */
  const eventsOf = (value: string, count: number) =>
    eventually(
      async () => recorded().filter(({ data }) => Object.values(data).includes(value)),
      (events) => events.length >= count,
    )

  const customersOf = async (orderId: string) => {
    const sql = `select c.id from customer c join "order" o on o.email = c.email where o.id = $1 order by c.id`
    return (await query<{ id: string }>(database, sql, [orderId])).map(({ id }) => id)
  }

  it("R64, R71: earning and reversing emit one event each, with ids and points", async () => {
    const order = await shop.placeOrder({ product: "download", capture: true })
    await loyalty.granted(order.id, 20)
    await shop.refund(order)
    await loyalty.granted(order.id, 0)
    await loyalty.reconcile({ order_ids: [order.id], repair: true })
    const entry_id = expect.stringMatching(/^pent_\d+_\d+$/)
    const whose = { order_id: order.id, entry_id, customer_ids: await customersOf(order.id) }
    expect(whose.customer_ids).toHaveLength(1)
    expect(await eventsOf(order.id, 2)).toEqual([
      { name: "clientele.points.earned", data: { ...whose, points: 20, balance_after: 20 } },
      { name: "clientele.points.reversed", data: { ...whose, points: -20, balance_after: 0 } },
    ])
  })

  it("R64: an adjustment emits an event, and its repetition emits none", async () => {
    const customer = await shop.register()
    const adjust = () =>
      shop.admin.post<{ entry: { id: string } }>(`/admin/customers/${customer.id}/loyalty/adjustments`, {
        points: 7,
        reason: "goodwill",
        idempotency_key: "once",
      })
    const { entry } = await adjust()
    await adjust()
    expect(await eventsOf(entry.id, 1)).toEqual([
      {
        name: "clientele.points.adjusted",
        data: { entry_id: entry.id, points: 7, balance_after: 7, customer_ids: [customer.id] },
      },
    ])
  })

  // Guards: `announceRedeemed` in deduct-points.ts; the emit in returnRedeemedPoints.
  it("R64: redeeming points and returning them emit one event each", async () => {
    const customer = await shop.register()
    await give(shop, customer, 1000)
    const cart = await shop.fillCart({ email: customer.email, quantity: 2, product: "download" })
    expect((await apply(shop, cart.id, await tokenOf(database, customer.email), 600)).status).toBe(200)
    const order = await shop.completeCart(cart.id)
    const [redeemed] = await eventsOf(order.id, 1)
    const entry_id = expect.stringMatching(/^pent_\d+_\d+$/)
    const data = { order_id: order.id, entry_id, customer_ids: await customersOf(order.id) }
    expect(data.customer_ids).toContain(customer.id)
    expect(redeemed).toEqual({ name: "clientele.points.redeemed", data: { ...data, points: -600, balance_after: 400 } })
    await shop.cancel(order)
    await eventsOf(order.id, 2)
    await loyalty.reconcile({ order_ids: [order.id], repair: true })
    expect(await eventsOf(order.id, 2)).toEqual([
      redeemed,
      { name: "clientele.points.returned", data: { ...data, points: 600, balance_after: 1000 } },
    ])
  })

  // Guard: `applied` in mergePoints (src/workflows/points/merge-points.ts).
  it("R64: a merge emits an event without an address, and its repetition emits none", async () => {
    const [old, now] = [await shop.register(), await shop.register()]
    await give(shop, old, 70)
    for (let i = 0; i < 2; i++) {
      const body = { email: old.email, reason: "changed address", idempotency_key: "once" }
      await shop.admin.post(`/admin/customers/${now.id}/loyalty/merge`, body)
    }
    expect(await eventsOf(now.id, 1)).toEqual([
      { name: "clientele.points.merged", data: { customer_id: now.id, points: 70, customer_ids: [now.id] } },
    ])
  })

  it("R64: a changed setting emits an event that names the key", async () => {
    await loyalty.set("loyalty_pending_days", 0)
    expect(await eventsOf("loyalty_pending_days", 1)).toEqual([
      { name: "clientele.loyalty.setting_changed", data: { key: "loyalty_pending_days" } },
    ])
  })

  // Guard: what `emit` in workflows/points/settle-orders.ts puts into `data`: ids and numbers.
  it("M33: no event carries an address", async () => {
    expect(recorded().length).toBeGreaterThanOrEqual(4)
    expect(recorded().filter(({ data }) => JSON.stringify(data).includes("@"))).toEqual([])
  })
}
