import type { HttpTypes } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { first } from "../helpers/shop-setup"
import { CODE, contextsOf, discounted, readCart, refresh, send } from "./computing"
import { medusa } from "./medusa"

// What becomes of a discount that no promotion row stands for, on carts and orders (ADR 0003).
type Cart = HttpTypes.StoreCart

const ours = (cart: Cart) =>
  (cart.items ?? []).flatMap((item) => item.adjustments ?? []).filter(({ code }) => code === CODE)
const shirt = () => medusa().shop.variants.shirt

describe("a discount without a promotion row", () => {
  it.each([
    ["usd", false, 10, { total: 35, discount_total: 10, discount_subtotal: 10, tax_total: 0 }],
    ["gbp", false, 10, { total: 42, discount_total: 12, discount_subtotal: 10, tax_total: 7 }],
    ["eur", true, 11.9, { total: 33.1, discount_total: 11.9, discount_subtotal: 10, tax_total: 5.284873949579832 }],
  ])("ADR 0003: in %s lowers total and tax, in the item's own tax basis", async (region, gross, amount, totals) => {
    const { id } = await medusa().shop.fillCart({ region, quantity: 2 })
    await discounted(amount, () => refresh(id), gross)
    const cart = await readCart(id)
    expect(ours(cart)).toMatchObject([{ amount, is_tax_inclusive: gross }])
    for (const [key, value] of Object.entries(totals)) {
      expect([key, Number(cart[key as keyof Cart])]).toEqual([key, expect.closeTo(value, 6)])
    }
  })

  it("ADR 0003: subtotal includes shipping, item_subtotal does not", async () => {
    const cart = await readCart((await medusa().shop.fillCart({ quantity: 2 })).id)
    expect([cart.subtotal, cart.item_subtotal]).toEqual([45, 40])
  })

  it("ADR 0003: is recalculated by each change, which replaces the old adjustment", async () => {
    const { id } = await medusa().shop.fillCart({ quantity: 2 })
    await discounted(10, () => refresh(id))
    await discounted(7, () => send("POST", `/store/carts/${id}/line-items`, { variant_id: shirt(), quantity: 1 }))
    expect(ours(await readCart(id)).map(({ amount }) => amount)).toEqual([7])
    await refresh(id)
    expect(ours(await readCart(id))).toEqual([])
  })

  it("ADR 0003: survives a replacement and a removal of coupons, and leaves no promotion on the cart", async () => {
    const { id } = await medusa().shop.fillCart({ quantity: 2, promoCodes: ["TEN"] })
    await discounted(10, () => send("POST", `/store/carts/${id}`, { promo_codes: ["OTHER"] }))
    expect(await readCart(id)).toMatchObject({ promotions: [{ code: "OTHER" }], discount_total: 14 })
    await discounted(10, () => send("DELETE", `/store/carts/${id}/promotions`, { promo_codes: ["OTHER"] }))
    expect(await readCart(id)).toMatchObject({ promotions: [], discount_total: 10 })
  })

  it("ADR 0003: its code as a coupon is refused with 400", async () => {
    const { id } = await medusa().shop.fillCart()
    expect(await send("POST", `/store/carts/${id}/promotions`, { promo_codes: [CODE] })).toMatchObject({
      status: 400,
    })
  })

  it("ADR 0003: is on the completed order with code, amount and tax basis", async () => {
    const { shop } = medusa()
    const { id } = await shop.fillCart({ region: "eur", quantity: 2 })
    await discounted(11.9, () => refresh(id), true)
    const order = await shop.completeCart(id)
    expect(order.total).toBeCloseTo(33.1, 6)
    const query = medusa().container.resolve(ContainerRegistrationKeys.QUERY)
    const { data } = await query.graph({
      entity: "order",
      fields: ["items.adjustments.*"],
      filters: { id: order.id },
    })
    expect(data[0]?.items?.[0]?.adjustments).toMatchObject([{ code: CODE, amount: 11.9, is_tax_inclusive: true }])
  })
})

describe("updateCartPromotionsWorkflow with no codes and ADD", () => {
  it("ADR 0003: leaves the coupons that the cart has", async () => {
    const { id } = await medusa().shop.fillCart({ quantity: 2, promoCodes: ["TEN"] })
    await refresh(id)
    expect(await readCart(id)).toMatchObject({ promotions: [{ code: "TEN" }], discount_total: 4 })
  })

  it("ADR 0003: brings the payment collection to the new total and drops its sessions, only with force_refresh_payment_collection", async () => {
    const { shop } = medusa()
    const { id } = await shop.fillCart({ quantity: 2 })
    const { payment_collection } = await shop.guest.post<{ payment_collection: { id: string } }>(
      "/store/payment-collections",
      { cart_id: id },
    )
    await shop.guest.post(`/store/payment-collections/${payment_collection.id}/payment-sessions`, {
      provider_id: "pp_system_default",
    })
    const query = medusa().container.resolve(ContainerRegistrationKeys.QUERY)
    const collection = async () => {
      const { data } = await query.graph({
        entity: "cart",
        fields: ["payment_collection.amount", "payment_collection.payment_sessions.*"],
        filters: { id },
      })
      const found = data[0]?.payment_collection
      return { amount: Number(found?.amount), sessions: found?.payment_sessions ?? [] }
    }
    expect(await collection()).toEqual({
      amount: 45,
      sessions: [expect.objectContaining({ status: "pending", updated_at: expect.anything() })],
    })
    await discounted(10, () => refresh(id))
    expect(await collection()).toMatchObject({ amount: 45, sessions: [{}] })
    await discounted(10, () => refresh(id, true))
    expect(await collection()).toEqual({ amount: 35, sessions: [] })
  })
})

describe("orders that change", () => {
  it("ADR 0003: an order edit that carries promotions over asks without a cart's id, by order line items", async () => {
    const { shop } = medusa()
    const order = await shop.placeOrder({ quantity: 2, promoCodes: ["TEN"] })
    await shop.admin.post("/admin/order-edits", { order_id: order.id })
    await shop.admin.post(`/admin/order-changes/${await changeOf(order.id)}`, { carry_over_promotions: true })
    const contexts = await contextsOf(() =>
      shop.admin.post(`/admin/order-edits/${order.id}/items/item/${first(order.items).id}`, { quantity: 3 }),
    )
    expect(contexts.length).toBeGreaterThan(0)
    for (const context of contexts) {
      expect(context.id).toBeUndefined()
      expect(context.items?.map(({ id }) => id)).toEqual([first(order.items).id])
    }
  })

  const changeOf = async (orderId: string) => {
    const { order } = await medusa().shop.admin.get<{ order: { order_change: { id: string } } }>(
      `/admin/orders/${orderId}/preview`,
    )
    return order.order_change.id
  }

  it("ADR 0003: a draft order asks with its own id as it is written down, and with none as it is edited", async () => {
    const { shop } = medusa()
    let draftId = ""
    const written = await contextsOf(async () => {
      const { draft_order } = await shop.admin.post<{ draft_order: { id: string } }>("/admin/draft-orders", {
        email: "ann@example.com",
        region_id: shop.regions.usd?.id,
        sales_channel_id: shop.salesChannelId,
        items: [{ variant_id: shirt(), quantity: 1 }],
        promo_codes: ["TEN"],
      })
      draftId = draft_order.id
    })
    expect(written.map(({ id }) => id)).toEqual([draftId])
    const path = `/admin/draft-orders/${draftId}/edit`
    await shop.admin.post(path)
    const edited = await contextsOf(() => shop.admin.post(`${path}/promotions`, { promo_codes: ["OTHER"] }))
    expect(edited.map(({ id }) => id)).toEqual([undefined])
  })
})
