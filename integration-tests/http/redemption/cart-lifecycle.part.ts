import type { HttpTypes } from "@medusajs/framework/types"
import { query, type TestDatabase } from "../../helpers/database"
import { eventually, type Loyalty } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { apply, give, pointsDiscount, tokenOf } from "../../helpers/redemption"
import type { Shop } from "../../helpers/shop"
import { createCoupon } from "./coupons"
import { randomChanges } from "./random-changes.part"
import { REGIONS } from "./regions"

// The table of ADR 0003: whatever happens to a cart, its points are worth what the hold, the cap and the goods allow,
// to the minor unit, and a coupon beside them is worth exactly what it is worth without them.
const DIGITS: Record<string, number> = { usd: 2, eur: 2, gbp: 2, jpy: 0, kwd: 3 }
const RATE = 100
const CAP = 50
const POINTS = 2500

/** @param open a store with these regions and the coupon TEN */
export function cartLifecycle(open: () => OpenStore): void {
  let database: TestDatabase
  let shop: Shop
  let loyalty: Loyalty

  beforeAll(async () => {
    ;({ database, shop, loyalty } = open())
    const terms = { points_per_currency_unit: 1, points_per_currency_discount: RATE }
    await open().begin({
      loyalty_currency_rates: Object.fromEntries(REGIONS.map(({ currency }) => [currency, terms])),
      loyalty_points_enabled: true,
      loyalty_max_redeem_percent: CAP,
    })
    await createCoupon(shop, "ALL", { value: 100 })
  })

  type Cart = HttpTypes.StoreCart
  type Adjustment = { code?: string; amount: number; is_tax_inclusive?: boolean }
  const round = (amount: number, digits: number) => Math.round(amount * 10 ** digits) / 10 ** digits

  const couponsOf = (cart: Cart) =>
    (cart.items ?? []).flatMap((item) => item.adjustments ?? []).filter(({ code }) => code === "TEN" || code === "ALL")
  const couponOf = (cart: Cart) => couponsOf(cart).reduce((sum, one) => sum + Number(one.amount), 0)

  /** What so many held points are to take: from the cart as Medusa shows it, in the goods' own tax basis. */
  function expectedDiscount(cart: Cart, points = POINTS): number {
    const digits = DIGITS[cart.currency_code] as number
    const region = REGIONS.find(({ currency }) => currency === cart.currency_code)
    const goods = (cart.items ?? [])
      .filter(({ variant_id }) => variant_id !== shop.variants.giftCard && variant_id !== shop.variants.book)
      .map((item) => {
        const price = Number(item.unit_price) * Number(item.quantity)
        // Medusa works a percentage out before tax, also on prices with tax.
        const withTax = (one: Adjustment) =>
          region?.taxInclusive && !one.is_tax_inclusive ? 1 + region.taxRate / 100 : 1
        const off = ((item.adjustments ?? []) as Adjustment[]).filter(({ code }) => !code?.startsWith("phold_"))
        return Math.max(0, price - off.reduce((sum, one) => sum + Number(one.amount) * withTax(one), 0))
      })
    const units = 10 ** digits
    const base = goods.reduce((sum, left) => sum + Math.floor(left * units + 1e-6), 0)
    return Math.min(Math.floor((points / RATE) * units), Math.floor((base * CAP) / 100)) / units
  }

  const read = async (cartId: string): Promise<Cart> =>
    (
      await shop.guest.get<{ cart: Cart }>(
        `/store/carts/${cartId}?fields=*items,*items.adjustments,*shipping_methods,total,item_total,tax_total,currency_code`,
      )
    ).cart

  const heldFor = async (cartId: string): Promise<number> => {
    const [hold] = await query<{ points: number }>(
      database,
      "select points::int as points from clientele_points_hold where cart_id = $1 and status = 'held'",
      [cartId],
    )
    return hold?.points ?? 0
  }

  /** The hold follows a change of the cart after its answer. */
  const untilHeld = async (cartId: string, points: number) =>
    expect(
      await eventually(
        () => heldFor(cartId),
        (held) => held === points,
      ),
    ).toBe(points)

  /** Somebody with points on a cart; without shipping, unless a step asks for it. */
  async function redeeming(currency: string, shipping: "standard" | "none" = "none") {
    const customer = await shop.register()
    await give(shop, customer, POINTS)
    const cart = await shop.fillCart({
      email: customer.email,
      region: currency,
      quantity: 2,
      also: [{ product: "mug", quantity: 3 }],
      shipping,
    })
    const token = await tokenOf(database, customer.email)
    const answer = await apply(shop, cart.id, token, POINTS)
    expect(answer.status).toBe(200)
    return { id: cart.id, customer, token }
  }

  // Tax in the price, beside it and none, and two, no and three decimals.
  describe.each(["eur", "jpy", "kwd"])("R44, ADR 0003: a cart in %s", (currency) => {
    const plain: Record<string, number> = {}
    let id = ""
    let token = ""
    let coupon: number

    beforeAll(async () => {
      // The same coupon on the same goods, without points.
      const cart = await shop.fillCart({
        region: currency,
        quantity: 2,
        also: [{ product: "mug", quantity: 3 }],
        promoCodes: ["TEN"],
        shipping: "none",
      })
      const withCoupon = await read(cart.id)
      coupon = couponOf(withCoupon)
      plain.total = Number(withCoupon.total)
      ;({ id, token } = await redeeming(currency, "standard"))
    })

    const post = (path: string, body: unknown) => shop.guest.post(`/store/carts/${id}${path}`, body)
    /** Coupons that take the place of the cart's, as a storefront that keeps the whole list sends them. */
    const replaceCoupons = async (promo_codes: string[]) => {
      await post("", { promo_codes })
      expect([...new Set(couponsOf(await read(id)).map(({ code }) => code))]).toEqual(promo_codes)
    }
    const line = async (index: number) => ((await read(id)).items ?? [])[index] as HttpTypes.StoreCartLineItem
    const steps: [string, () => Promise<unknown>][] = [
      ["points are applied", async () => undefined],
      ["a quantity goes up", async () => post(`/line-items/${(await line(0)).id}`, { quantity: 5 })],
      ["a quantity goes down", async () => post(`/line-items/${(await line(0)).id}`, { quantity: 1 })],
      ["goods are added", () => post("/line-items", { variant_id: shop.variants.shirt, quantity: 1 })],
      ["a gift card is added", () => post("/line-items", { variant_id: shop.variants.giftCard, quantity: 1 })],
      [
        "goods that may not be discounted are added",
        () => post("/line-items", { variant_id: shop.variants.book, quantity: 2 }),
      ],
      ["shipping changes", () => post("/shipping-methods", { option_id: shop.shipping.free })],
      [
        "the address changes",
        () =>
          post("", {
            shipping_address: {
              first_name: "Ann",
              last_name: "Other",
              address_1: "3 New Road",
              city: "Town",
              postal_code: "10002",
              country_code: shop.regions[currency]?.country,
            },
          }),
      ],
      ["a coupon of 10 % is added", () => post("/promotions", { promo_codes: ["TEN"] })],
      ["a coupon of 100 % is added", () => post("/promotions", { promo_codes: ["ALL"] })],
      [
        "the coupons are taken off",
        () => shop.guest.delete(`/store/carts/${id}/promotions`, { promo_codes: ["TEN", "ALL"] }),
      ],
      ["a coupon is put in place of none", () => replaceCoupons(["TEN"])],
      ["another coupon is put in its place", () => replaceCoupons(["ALL"])],
      ["that of 10 % is put back", () => replaceCoupons(["TEN"])],
      ["the coupons are cleared", () => replaceCoupons([])],
      ["goods are removed", async () => shop.guest.delete(`/store/carts/${id}/line-items/${(await line(0)).id}`)],
      [
        "several things change at once",
        async () => {
          const first = (await line(0)).id
          const send = (path: string, body: unknown) => shop.guest.send("POST", `/store/carts/${id}${path}`, body)
          // Medusa may refuse one of them that loses the race; whatever went through, the points must fit it.
          await Promise.all([
            send(`/line-items/${first}`, { quantity: 4 }),
            send("/line-items", { variant_id: shop.variants.mug, quantity: 2 }),
            send("/shipping-methods", { option_id: shop.shipping.standard }),
          ])
        },
      ],
    ]

    // Guards: `item.is_discountable !== false` in remainingRows (modules/points/domain/redemption.ts); fitAfterChange in heldActions.
    it("R44: has a hold that covers exactly its points at every step, and gets more points only when they are applied again", async () => {
      const take = async (step: string, act: () => Promise<unknown>) => {
        const held = await heldFor(id)
        await act()
        const changed = await read(id)
        const discount = pointsDiscount(changed)
        const most = expectedDiscount(changed, held)
        // Several changes at once may shrink the hold to what one of them left.
        const isExact = step !== "several things change at once"
        expect({ step, discount: isExact ? discount : Math.min(discount, most) }).toEqual({
          step,
          discount: isExact ? most : discount,
        })
        expect({ step, negative: Number(changed.total) < 0 }).toEqual({ step, negative: false })
        await untilHeld(id, Math.ceil(round(discount * RATE, 6)))
        const whole = expectedDiscount(changed)
        if (whole > discount) {
          expect({ step, status: (await apply(shop, id, token, POINTS)).status }).toEqual({ step, status: 200 })
          expect({ step, discount: pointsDiscount(await read(id)) }).toEqual({ step, discount: whole })
        }
      }
      for (const [step, act] of steps) await take(step, act)
    }, 180_000)

    it("gives a coupon its full value beside points", async () => {
      const { id: cartId } = await redeeming(currency)
      await shop.guest.post(`/store/carts/${cartId}/promotions`, { promo_codes: ["TEN"] })
      const cart = await read(cartId)
      expect(round(couponOf(cart), 6)).toBe(round(coupon, 6))
      expect(pointsDiscount(cart)).toBe(expectedDiscount(cart))
      expect(Number(cart.total)).toBeLessThan(plain.total as number)
    })
  })

  // Guard: the end of a hold that the cart carries nothing of, in fitHold.
  it("R44: a change of currency removes and releases the points, which can be applied again in the new currency", async () => {
    const { id, token } = await redeeming("usd")
    await shop.guest.post(`/store/carts/${id}`, { region_id: shop.regions.gbp?.id })
    expect(pointsDiscount(await read(id))).toBe(0)
    await untilHeld(id, 0)
    expect((await apply(shop, id, token, POINTS)).status).toBe(200)
    const cart = await read(id)
    expect(pointsDiscount(cart)).toBe(expectedDiscount(cart))
  })

  it("ADR 0003: the code of a hold gives no discount on another cart", async () => {
    const { id } = await redeeming("usd")
    const code = ((await read(id)).items ?? []).flatMap((item) => item.adjustments ?? [])[0]?.code
    const other = await shop.fillCart({ quantity: 2, shipping: "none" })
    const answer = await shop.guest.send("POST", `/store/carts/${other.id}/promotions`, { promo_codes: [code] })
    expect(pointsDiscount(await read(other.id))).toBe(0)
    expect(answer.status).toBe(400)
    expect(pointsDiscount(await read(id))).toBeGreaterThan(0)
  })

  // Guard: fitEmptied in addCartPoints.
  it("R44: an emptied cart holds no points, and takes them again when it is filled and they are applied", async () => {
    const { id, token } = await redeeming("usd")
    for (const item of (await read(id)).items ?? []) {
      await shop.guest.delete(`/store/carts/${id}/line-items/${item.id}`)
    }
    expect(Number((await read(id)).total)).toBeGreaterThanOrEqual(0)
    await untilHeld(id, 0)
    await shop.guest.post(`/store/carts/${id}/line-items`, { variant_id: shop.variants.shirt, quantity: 2 })
    expect(pointsDiscount(await read(id))).toBe(0)
    expect((await apply(shop, id, token, POINTS)).status).toBe(200)
    expect(pointsDiscount(await read(id))).toBe(20)
  })

  it.each(["giftCard", "book"] as const)("R44: a %s alone cannot be bought with points", async (product) => {
    const customer = await shop.register()
    await give(shop, customer, POINTS)
    const cart = await shop.fillCart({ email: customer.email, product, shipping: "none" })
    const answer = await apply(shop, cart.id, await tokenOf(database, customer.email), 1000)
    expect(answer).toMatchObject({ status: 400, body: { code: "below_minimum_total" } })
    expect((await loyalty.account(customer.id)).points_held).toBe(0)
  })

  // Last: it sets the programme for itself.
  describe("orders that are changed at random", () => randomChanges(() => ({ database, shop, loyalty })))
}
