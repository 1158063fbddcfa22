import fc from "fast-check"
import { decimal, sum, toMinorUnits } from "../../src/kernel/money"
import {
  clampRedemption,
  type PromotionContext,
  pointsFor,
  pointsNeeded,
  type RedemptionTerms,
  spread,
} from "../../src/modules/points/domain/redemption"

const terms = (one: Partial<RedemptionTerms> = {}): RedemptionTerms => ({
  id: "phold_1",
  points: 100_000,
  currency_code: "usd",
  points_per_currency_discount: 100,
  max_percent: 100,
  min_points: 0,
  min_checkout_total: 0,
  ...one,
})

/** An item whose price excludes or includes tax. */
const goods = (id: string, net: number, one: { tax?: number; inclusive?: boolean; giftcard?: boolean } = {}) => {
  const total = net * (1 + (one.tax ?? 0) / 100)
  return {
    id,
    is_discountable: !one.giftcard,
    is_giftcard: one.giftcard ?? false,
    is_tax_inclusive: one.inclusive ?? false,
    subtotal: net,
    original_total: total,
    total,
  }
}
const cart = (
  items: ReturnType<typeof goods>[],
  shipping = 0,
  credit = 0,
  currency_code = "usd",
): PromotionContext => ({
  id: "cart_1",
  currency_code,
  items,
  shipping_methods: shipping ? [{ id: "sm_1", total: shipping, subtotal: shipping, original_total: shipping }] : [],
  total: items.reduce((sum, item) => sum + item.total, shipping) - credit,
})
const minor = (
  one: Partial<RedemptionTerms>,
  context: PromotionContext,
  others: Parameters<typeof clampRedemption>[2] = [],
) => clampRedemption(terms(one), context, others).minor_units

describe("R44: the discount is never more than", () => {
  it.each([
    ["the hold", { points: 500 }, cart([goods("a", 100)]), 500],
    ["the cap", { max_percent: 50 }, cart([goods("a", 100)]), 5000],
    ["the goods, as shipping is not bought with points", {}, cart([goods("a", 100)], 20), 10000],
    ["what is to be paid beside a gift card that pays", {}, cart([goods("a", 100)], 0, 70), 3000],
    [
      "the goods without a gift card that is bought",
      {},
      cart([goods("a", 40), goods("g", 60, { giftcard: true })]),
      4000,
    ],
    ["what a net discount with its tax leaves to pay", {}, cart([goods("a", 100, { tax: 25 })], 0, 75), 4000],
    ["prices with tax, in their own terms", {}, cart([goods("a", 100, { tax: 19, inclusive: true })]), 11900],
  ])("%s", (_name, change, context, expected) => {
    expect(minor(change, context)).toBe(expected)
  })

  it("what other promotions leave", () => {
    const context = cart([goods("a", 100), goods("b", 50)])
    const others = [{ action: "addItemAdjustment", item_id: "a", amount: 30 }]
    expect(minor({}, context, others)).toBe(12000)
    expect(minor({ max_percent: 50 }, context, others)).toBe(6000)
    expect(minor({}, context, [...others, { action: "addItemAdjustment", item_id: "a", amount: 70 }])).toBe(5000)
  })

  it("whole minor units: points round down to them, and back up to points", () => {
    const three = terms({ points: 10, points_per_currency_discount: 3 })
    expect(clampRedemption(three, cart([goods("a", 100)]), [])).toMatchObject({ minor_units: 333, points: 10 })
    const yen = terms({ points: 250, currency_code: "jpy" })
    expect(clampRedemption(yen, cart([goods("a", 1000)], 0, 0, "jpy"), [])).toMatchObject({
      minor_units: 2,
      points: 200,
    })
    const dinar = terms({ points: 1, currency_code: "kwd" })
    expect(clampRedemption(dinar, cart([goods("a", 10)], 0, 0, "kwd"), [])).toMatchObject({
      minor_units: 10,
      points: 1,
    })
  })
})

// Guards: isGoods and `item.is_discountable !== false` in remainingRows. A gift card has both flags, so the rows test each flag
// alone.
it.each([
  ["a gift card that may be discounted", { is_giftcard: true, is_discountable: true }],
  ["a gift card that only its product tells", { is_giftcard: false, product: { is_giftcard: true } }],
  ["goods that may not be discounted", { is_discountable: false }],
])("R44: %s takes no points, and the other goods do", (_name, flags) => {
  const context = cart([goods("a", 40), { ...goods("b", 60), ...flags }])
  expect(clampRedemption(terms(), context, []).parts).toEqual([
    { item_id: "a", is_tax_inclusive: false, amount: decimal(40) },
  ])
})

describe("R44: there is no discount", () => {
  it.each([
    ["in another currency", { currency_code: "eur" }, cart([goods("a", 100)])],
    ["on nothing but a gift card", {}, cart([goods("g", 100, { giftcard: true })])],
    ["below the least worth of goods", { min_checkout_total: 100.01 }, cart([goods("a", 100)], 50)],
    ["where the cart takes fewer points than the fewest allowed", { min_points: 10_001 }, cart([goods("a", 100)])],
    ["on a free cart", {}, cart([goods("a", 0)])],
    ["on a cart that a gift card has paid", {}, cart([goods("a", 100)], 0, 100)],
  ])("%s", (_name, change, context) => {
    expect(clampRedemption(terms(change), context, [])).toEqual({
      points: 0,
      minor_units: 0,
      parts: [],
      pays_all: false,
    })
  })
})

describe("properties", () => {
  const caps = fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 30 })

  it("parts add up to the whole, and none is above its cap", () => {
    fc.assert(
      fc.property(caps, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const whole = list.reduce((a, b) => a + b, 0)
        const total = Math.floor(whole * share)
        const parts = spread(total, list)
        expect(parts.reduce((a, b) => a + b, 0)).toBe(total)
        parts.forEach((part, i) => {
          expect(part).toBeLessThanOrEqual(list[i] as number)
          expect(part).toBeGreaterThanOrEqual(0)
        })
      }),
    )
  })

  it("parts are in proportion, to the unit", () => {
    fc.assert(
      fc.property(caps, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const whole = list.reduce((a, b) => a + b, 0)
        fc.pre(whole > 0)
        const total = Math.floor(whole * share)
        spread(total, list).forEach((part, i) => {
          expect(Math.abs(part - (total * (list[i] as number)) / whole)).toBeLessThanOrEqual(1)
        })
      }),
    )
  })

  it("a discount never costs more points than the hold, and always at least what it is worth", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 10_000 }).map((n) => n / 7),
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 8 }),
        (points, rate, max_percent, cents) => {
          const one = terms({ points, points_per_currency_discount: rate, max_percent })
          const context = cart(cents.map((value, i) => goods(`item_${i}`, value / 100)))
          const redemption = clampRedemption(one, context, [])
          expect(redemption.points).toBeLessThanOrEqual(points)
          expect(toMinorUnits(sum(redemption.parts.map(({ amount }) => amount)), "usd")).toBe(redemption.minor_units)
          expect(redemption.points + 1e-6).toBeGreaterThanOrEqual((redemption.minor_units / 100) * rate)
          expect(pointsFor(redemption.minor_units, one)).toBe(redemption.points)
        },
      ),
    )
  })
})

// Guard: the 1 in pointsNeeded. Without it, a discount of one cent costs no points.
it("R45: no discount is for nothing, however little a point is given for", () => {
  for (const rate of [0.0001, 0.000001, 0.000000001]) {
    const one = terms({ points: 1, points_per_currency_discount: rate })
    expect(clampRedemption(one, cart([goods("item_1", 0.01)]), [])).toMatchObject({ points: 1, minor_units: 1 })
    expect(pointsNeeded(1, one)).toBe(1)
  }
  expect(pointsNeeded(0, terms())).toBe(0)
})
