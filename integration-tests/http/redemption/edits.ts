import { trialBalance } from "../../faults/ledger"
import type { TestDatabase } from "../../helpers/database"
import { eventually, type Loyalty } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { apply, give, tokenOf } from "../../helpers/redemption"
import type { Customer, Order, Shop } from "../../helpers/shop"

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

  async function edit(order: Order, itemId: string, quantity: number, carryOver: boolean): Promise<void> {
    const path = `/admin/order-edits/${order.id}`
    await shop.admin.post("/admin/order-edits", { order_id: order.id })
    if (carryOver) {
      const { order: preview } = await shop.admin.get<{ order: { order_change: { id: string } } }>(
        `/admin/orders/${order.id}/preview`,
      )
      await shop.admin.post(`/admin/order-changes/${preview.order_change.id}`, { carry_over_promotions: true })
    }
    await shop.admin.post(`${path}/items/item/${itemId}`, { quantity })
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
    "R33, D3: a line that an edit takes away gives its points back, once (carry_over_promotions: %s)",
    async (carryOver) => {
      const bought = await buy()
      const { order, line } = bought
      await edit(order, line("mug"), 0, carryOver)
      await expectBack(bought, 500)
      // The shirt that is left keeps the whole discount, so nothing comes back for the other one.
      await edit(order, line("shirt"), 1, carryOver)
      await expectBack(bought, 500)
      await edit(order, line("shirt"), 0, carryOver)
      await expectBack(bought, 2500)
      expect(await loyalty.account(bought.customer.id)).toMatchObject({ lifetime_redeemed: 0 })
    },
  )

  // Guard: `made` in pointsToReturn; shared out over the lines that are left, one shirt would bring 1250 back.
  it("R33: goods that come back after a line was taken away bring their own share, and no order more than it took", async () => {
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

  it("R33: an order that is canceled after a line was taken away gives back the rest", async () => {
    const bought = await buy()
    await edit(bought.order, bought.line("mug"), 0, true)
    await expectBack(bought, 500)
    await shop.cancel(await shop.order(bought.order.id))
    await expectBack(bought, 2500)
    expect(await trialBalance(database.url)).toEqual([])
  })
}
