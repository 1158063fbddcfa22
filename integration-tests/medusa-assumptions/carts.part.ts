import type { HttpTypes } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import type { OrderPlan } from "../helpers/shop"
import { first } from "../helpers/shop-setup"
import { contextsOf, refresh, send } from "./computing"
import { medusa } from "./medusa"

// When the Promotion module is asked about a cart, and with what: what decorate-promotions and the clamp of
// modules/points/domain/redemption.ts stand on (ADR 0003).
type Cart = HttpTypes.StoreCart
type CartLists = { createCreditLines(lines: object[]): Promise<unknown> }

describe("every change of a cart asks computeActions of the instance in the container, with the cart's id", () => {
  let cart: Cart
  const line = () => first(cart.items ?? []).id

  beforeAll(async () => {
    cart = await medusa().shop.fillCart({ quantity: 2, also: [{ product: "mug", quantity: 1 }] })
  })

  it.each<[string, () => Promise<unknown>]>([
    ["goods are added", () => send("POST", `/store/carts/${cart.id}/line-items`, item("mug"))],
    ["a quantity changes", () => send("POST", `/store/carts/${cart.id}/line-items/${line()}`, { quantity: 3 })],
    ["goods are removed", () => send("DELETE", `/store/carts/${cart.id}/line-items/${line()}`)],
    ["shipping is chosen", () => send("POST", `/store/carts/${cart.id}/shipping-methods`, shipping())],
    ["the address changes", () => send("POST", `/store/carts/${cart.id}`, { shipping_address: address })],
    ["the mailbox changes", () => send("POST", `/store/carts/${cart.id}`, { email: "bob@example.com" })],
    ["a coupon is added", () => send("POST", `/store/carts/${cart.id}/promotions`, { promo_codes: ["TEN"] })],
    ["coupons are replaced", () => send("POST", `/store/carts/${cart.id}`, { promo_codes: ["OTHER"] })],
    ["coupons are cleared", () => send("DELETE", `/store/carts/${cart.id}/promotions`, { promo_codes: ["OTHER"] })],
    ["the region changes", () => send("POST", `/store/carts/${cart.id}`, region("gbp"))],
  ])("ADR 0003: %s", async (_what, change) => {
    const contexts = await contextsOf(async () => {
      expect(await change()).toMatchObject({ status: 200 })
    })
    expect(contexts.length).toBeGreaterThan(0)
    expect(new Set(contexts.map(({ id }) => id))).toEqual(new Set([cart.id]))
  })

  const address = { address_1: "3 New Road", city: "Town", postal_code: "10002", country_code: "us" }
  const item = (product: "mug") => ({ variant_id: medusa().shop.variants[product], quantity: 1 })
  const shipping = () => ({ option_id: medusa().shop.shipping.standard })
  const region = (currency: string) => ({ region_id: medusa().shop.regions[currency]?.id })
})

describe("the input of computeActions", () => {
  const contextOf = async (plan: OrderPlan) => {
    const cart = await medusa().shop.fillCart(plan)
    return first(await contextsOf(() => refresh(cart.id)))
  }
  const numbers = (row: Record<string, unknown> = {}) =>
    Object.fromEntries(["subtotal", "total", "original_total"].map((key) => [key, Number(row[key])]))

  it("ADR 0003: has currency and total, and in net prices items with subtotal and original_total before discounts and total after them", async () => {
    const context = await contextOf({ region: "gbp", quantity: 2, promoCodes: ["TEN"] })
    expect(context).toMatchObject({ currency_code: "gbp" })
    expect(numbers(context.items?.[0])).toEqual({ subtotal: 40, total: 43.2, original_total: 48 })
    expect(numbers(context.shipping_methods?.[0])).toEqual({ subtotal: 5, total: 6, original_total: 6 })
    expect(Number(context.total)).toBe(49.2)
  })

  it("ADR 0003: has the same for prices with tax, which each item marks", async () => {
    const context = await contextOf({ region: "eur", quantity: 2, shipping: "free" })
    const [item] = context.items ?? []
    expect(item).toMatchObject({ is_tax_inclusive: true, is_discountable: true })
    expect(Number(item?.original_total)).toBe(40)
    expect(Number(item?.subtotal)).toBeCloseTo(40 / 1.19, 6)
  })

  it("ADR 0003: marks gift cards and items without discounts", async () => {
    const { items = [] } = await contextOf({ quantity: 1, also: [{ product: "giftCard", quantity: 1 }] })
    const flags = items.map(({ is_discountable, is_giftcard, product }) => ({
      is_discountable,
      is_giftcard: Boolean(is_giftcard || product?.is_giftcard),
    }))
    expect(flags).toEqual([
      { is_discountable: true, is_giftcard: false },
      { is_discountable: false, is_giftcard: true },
    ])
  })

  it("ADR 0003: has no credit lines, but they lower the total, so it is less than the sum of its parts", async () => {
    const cart = await medusa().shop.fillCart({ quantity: 2 })
    await medusa()
      .container.resolve<CartLists>(Modules.CART)
      .createCreditLines([{ cart_id: cart.id, amount: 15, reference: "gift-card", reference_id: "one" }])
    const context = first(await contextsOf(() => refresh(cart.id)))
    expect(context).not.toHaveProperty("credit_lines")
    expect(Number(context.total)).toBe(40 + 5 - 15)
  })
})
