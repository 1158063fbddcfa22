import { trialBalance } from "../../faults/ledger"
import { query, type TestDatabase } from "../../helpers/database"
import { confirmInVain } from "../../helpers/failing-confirm"
import { eventually, type Loyalty } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { apply, give, tokenOf } from "../../helpers/redemption"
import type { Customer, Order, Shop } from "../../helpers/shop"
import { first } from "../../helpers/shop-setup"

export function edits(open: () => OpenStore): void {
  // What becomes of the points that paid for a line, when an order edit takes the line away.

  let database: TestDatabase
  let shop: Shop
  let loyalty: Loyalty

  beforeAll(async () => {
    ;({ database, shop, loyalty } = open())
    await open().begin({
      loyalty_points_enabled: true,
      loyalty_max_redeem_percent: 100,
      // Nothing is earned, so that the balance shows what came back.
      loyalty_min_order_subtotal_to_earn: 1000,
    })
    await shop.admin.post("/admin/promotions", {
      code: "EDITED10",
      type: "standard",
      status: "active",
      application_method: {
        target_type: "items",
        type: "percentage",
        value: 10,
        allocation: "across",
        currency_code: "usd",
      },
    })
  })

  type Bought = { customer: Customer; order: Order; line: (title: string) => string }

  /** Two shirts of 20.00 and a mug of 9.99; of 2500 points 2000 pay for the shirts and 500 for the mug. */
  async function buy(): Promise<Bought> {
    const customer = await shop.register()
    await give(shop, customer, 2500)
    const also = [{ product: "mug" as const, quantity: 1 }]
    const cart = await shop.fillCart({ email: customer.email, quantity: 2, also, shipping: "free" })
    expect((await apply(shop, cart.id, await tokenOf(database, customer.email), 2500)).status).toBe(200)
    const order = await shop.capture(await shop.completeCart(cart.id))
    const ids = Object.fromEntries(order.items.map((item) => [String(item.product_title), item.id]))
    return { customer, order, line: (title) => ids[title] ?? "" }
  }

  /** Three shirts of 20.00, paid with so many points and the rest in money. */
  async function buyShirts(points: number, promoCodes: string[] = []): Promise<Bought> {
    const customer = await shop.register()
    await give(shop, customer, points)
    const cart = await shop.fillCart({ email: customer.email, quantity: 3, shipping: "free", promoCodes })
    expect((await apply(shop, cart.id, await tokenOf(database, customer.email), points)).status).toBe(200)
    const order = await shop.capture(await shop.completeCart(cart.id))
    return { customer, order, line: () => first(order.items).id }
  }

  /** @param previewed the total that the admin is shown before confirming; not looked at without it */
  async function edit(
    order: Order,
    itemId: string,
    quantity: number,
    carryOver: boolean,
    previewed?: number,
    unitPrice?: number,
  ): Promise<void> {
    const path = `/admin/order-edits/${order.id}`
    await shop.admin.post("/admin/order-edits", { order_id: order.id })
    if (carryOver) {
      const { order: preview } = await shop.admin.get<{ order: { order_change: { id: string } } }>(
        `/admin/orders/${order.id}/preview`,
      )
      await shop.admin.post(`/admin/order-changes/${preview.order_change.id}`, { carry_over_promotions: true })
    }
    await shop.admin.post(`${path}/items/item/${itemId}`, { quantity, unit_price: unitPrice })
    if (previewed !== undefined) {
      const { order: shown } = await shop.admin.get<{ order: Order }>(`/admin/orders/${order.id}/preview`)
      expect(shown.total).toBe(previewed)
    }
    await shop.admin.post(`${path}/request`)
    await shop.admin.post(`${path}/confirm`)
  }

  const balance = async ({ customer }: Bought) => (await loyalty.account(customer.id)).points_balance

  /** The points that are there once an order's changes have been worked off, also when everything is looked at again. */
  async function expectBack(bought: Bought, points: number): Promise<void> {
    await eventually(
      () => balance(bought),
      (now) => now === points,
    )
    await loyalty.reconcile({ order_ids: [bought.order.id], repair: true })
    expect(await balance(bought)).toBe(points)
  }

  // Guards: `whole.minus(sum(kept))` in pointsToReturn (modules/points/domain/order-facts.ts); `is_changed` in
  // return-redeemed.ts, without which the last line's points are lost.
  it.each([false, true])(
    "R33, ADR 0003: an edit that removes a line returns its points once (carry_over_promotions: %s)",
    async (carryOver) => {
      const bought = await buy()
      const { order, line } = bought
      await edit(order, line("mug"), 0, carryOver)
      await expectBack(bought, 500)
      // The shirt that is left is worth 20.00 and had 20.00 of points on it: nothing comes back for the other one.
      await edit(order, line("shirt"), 1, carryOver)
      await expectBack(bought, 500)
      await edit(order, line("shirt"), 0, carryOver)
      await expectBack(bought, 2500)
      expect(await loyalty.account(bought.customer.id)).toMatchObject({ lifetime_redeemed: 0 })
    },
  )

  // Guard: `made` in pointsToReturn; shared out over the lines that are left, one shirt would bring 1250 back.
  it("R33: a return after an edit removed a line returns its own share, and no order returns more points than it took", async () => {
    const bought = await buy()
    const { order, line } = bought
    await edit(order, line("mug"), 0, false)
    await expectBack(bought, 500)
    const left = await shop.fulfill(await shop.order(order.id))
    await shop.receiveReturn(left, await shop.requestReturn(left, 1))
    await expectBack(bought, 1500)
    await shop.receiveReturn(left, await shop.requestReturn(left, 1))
    await expectBack(bought, 2500)
  })

  // Guard: `left` in keptOfLine (modules/points/domain/edited-line.ts); without it the order's total is -30.00.
  it.each([false, true])(
    "M46: an order paid with points has the total 0 after an edit makes it smaller, and the points of the removed goods return (carry_over_promotions: %s)",
    async (carryOver) => {
      const bought = await buyShirts(5000)
      const { order, line } = bought
      await edit(order, line("shirt"), 1, carryOver, 0)
      const after = await shop.order(order.id)
      expect(after.total).toBe(0)
      expect(after.summary.pending_difference).toBe(-10)
      await expectBack(bought, 3000)
      await edit(order, line("shirt"), 3, carryOver, 40)
      expect((await shop.order(order.id)).total).toBe(40)
      await expectBack(bought, 3000)
    },
  )

  // Guard: `version` in ourAdjustments (workflows/redemption/decorate-order-changes.ts); without it version 1's amount comes back.
  it.each([false, true])(
    "M47: points returned for a price of 0 give no discount when the price is restored (carry_over_promotions: %s)",
    async (carryOver) => {
      // Without carry_over_promotions Medusa leaves a coupon its whole amount on a price of 0.
      const bought = await buyShirts(3000, carryOver ? ["EDITED10"] : [])
      const { order, line } = bought
      await edit(order, line("shirt"), 3, carryOver, 0, 0)
      await expectBack(bought, 3000)
      const whole = carryOver ? 54 : 60
      await edit(order, line("shirt"), 3, carryOver, whole, 20)
      expect((await shop.order(order.id)).total).toBe(whole)
      await expectBack(bought, 3000)
    },
  )

  // Guard: dropUndone in workflows/redemption/decorate-order-changes.ts, for our discount and for the coupon's.
  it("M46: an edit whose confirmation fails and is repeated leaves points and coupon on the order once", async () => {
    const bought = await buyShirts(3000, ["EDITED10"])
    const { order, line } = bought
    await shop.admin.post("/admin/order-edits", { order_id: order.id })
    await shop.admin.post(`/admin/order-edits/${order.id}/items/item/${line("shirt")}`, { quantity: 2 })
    await shop.admin.post(`/admin/order-edits/${order.id}/request`)
    expect(await confirmInVain(shop, database, order.id)).toBe(500)
    expect((await shop.order(order.id)).total).toBe(order.total)
    await shop.admin.post(`/admin/order-edits/${order.id}/confirm`)
    // Two shirts less 6.00 of the coupon, which Medusa leaves as it was, less 30.00 of points.
    expect((await shop.order(order.id)).total).toBe(4)
    await expectBack(bought, 0)
  })

  const disagreements = async ({ order }: Bought) =>
    (await loyalty.reconcile({ order_ids: [order.id] })).disagreements.map(({ kind, expected, deducted }) => ({
      kind,
      expected,
      deducted,
    }))

  // Guard: compareNewest in workflows/points/find-disagreements.ts. Such orders were edited before ADR 0036.
  it("M46: the sweep names an order that carries more points than it is worth, until its next change cuts them", async () => {
    const bought = await buyShirts(5000)
    const { order, line } = bought
    await edit(order, line("shirt"), 3, false)
    await query(
      database,
      `update order_item set quantity = 1, raw_quantity = '{"value": "1", "precision": 20}' where order_id = $1 and version = 2`,
      [order.id],
    )
    expect((await shop.order(order.id)).total).toBe(-30)
    expect(await disagreements(bought)).toEqual([{ kind: "other_amount", expected: 2000, deducted: 5000 }])
    await edit(order, line("shirt"), 1, false, 0)
    await expectBack(bought, 3000)
    expect(await disagreements(bought)).toEqual([])
  })

  // Guard: compareNewest in workflows/points/find-disagreements.ts.
  it("M47: the sweep names an order that carries returned points", async () => {
    const bought = await buyShirts(3000)
    const { order, line } = bought
    await edit(order, line("shirt"), 3, false, 0, 0)
    await expectBack(bought, 3000)
    await edit(order, line("shirt"), 3, false, 60, 20)
    expect(await disagreements(bought)).toEqual([])
    await query(
      database,
      `insert into order_line_item_adjustment select (jsonb_populate_record(null::order_line_item_adjustment,
         to_jsonb(a) || jsonb_build_object('id', a.id || '_again', 'version', 3))).*
       from order_line_item_adjustment a where item_id = $1 and version = 1`,
      [line("shirt")],
    )
    expect(await disagreements(bought)).toEqual([{ kind: "other_amount", expected: 3000, deducted: 0 }])
  })

  it("R33: a cancellation after an edit removed a line returns the remaining points", async () => {
    const bought = await buy()
    await edit(bought.order, bought.line("mug"), 0, true)
    await expectBack(bought, 500)
    await shop.cancel(await shop.order(bought.order.id))
    await expectBack(bought, 2500)
    expect(await trialBalance(database.url)).toEqual([])
  })
}
