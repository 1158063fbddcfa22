import { decorateCartTotals } from "@medusajs/framework/utils"
import fc from "fast-check"
import { type Amount, decimal, sum, toMinorUnits } from "../../src/kernel/money"
import {
  clampRedemption,
  type PromotionAction,
  type PromotionContext,
} from "../../src/modules/points/domain/redemption"
import { withoutDust } from "../../src/workflows/redemption/without-dust"

const UNITS = { usd: 100, jpy: 1, kwd: 1000 }

type Wanted = { price: number; quantity: number; tax: number; inclusive: boolean }

const wanted = fc.record({
  price: fc.integer({ min: 1, max: 100_000 }),
  quantity: fc.integer({ min: 1, max: 7 }),
  tax: fc.constantFrom(0, 5, 7.7, 8.875, 10, 19),
  inclusive: fc.boolean(),
})

/** A cart in Medusa's own computation. */
function totals(currency_code: string, items: object[]): PromotionContext {
  const cart = { id: "cart_1", currency_code, items, shipping_methods: [] }
  return decorateCartTotals(cart as unknown as Parameters<typeof decorateCartTotals>[0]) as unknown as PromotionContext
}

const lines = (currency: keyof typeof UNITS, goods: Wanted[]) =>
  goods.map(({ price, quantity, tax, inclusive }, i) => ({
    id: `item_${i}`,
    unit_price: price / UNITS[currency],
    quantity,
    is_discountable: true,
    is_tax_inclusive: inclusive,
    tax_lines: tax ? [{ rate: tax }] : [],
  }))

/** The total of a cart with a coupon, after points that could pay for everything. */
function payAll(currency: keyof typeof UNITS, goods: Wanted[], coupon: (price: Amount) => Amount) {
  const others: PromotionAction[] = lines(currency, goods).map(({ id, unit_price, quantity, is_tax_inclusive }) => ({
    action: "addItemAdjustment",
    item_id: id,
    is_tax_inclusive,
    amount: coupon(decimal(unit_price).times(quantity)),
  }))
  const terms = { id: "phold_1", points: 10 ** 12, points_per_currency_discount: 100, min_points: 0 }
  const all = { ...terms, currency_code: currency, max_percent: 100, min_checkout_total: 0 }
  const before = totals(currency, lines(currency, goods))
  const redemption = clampRedemption(all, before, others)
  const ours = redemption.parts.map((part) => ({ ...part, amount: withoutDust(part, before, others) }))
  const items = lines(currency, goods).map((item) => ({
    ...item,
    adjustments: [...others, ...ours]
      .filter(({ item_id }) => item_id === item.id)
      .map(({ amount, is_tax_inclusive }) => ({ amount, is_tax_inclusive })),
  }))
  const charged = toMinorUnits(sum(ours.map(({ amount }) => amount)), currency)
  return { redemption, charged, total: decimal(totals(currency, items).total) }
}

// Guards: pays_all in clampRedemption, without which a coupon in percent leaves fractions to pay; withoutDust, without which Medusa's
// divisions leave 10^-20.
it.each([
  ["no coupon", () => 0],
  ["a coupon in percent", (price: Amount) => decimal(price).times("0.15")],
  ["a coupon allocated over lines", (price: Amount) => decimal(price).div(3)],
])("R44: a cart that points pay completely costs nothing by Medusa's computation, with %s", (_name, coupon) => {
  fc.assert(
    fc.property(
      fc.constantFrom("usd" as const, "jpy" as const, "kwd" as const),
      fc.array(wanted, { minLength: 1, maxLength: 4 }),
      (currency, goods) => {
        const { redemption, charged, total } = payAll(currency, goods, coupon)
        fc.pre(redemption.minor_units > 0)
        expect(redemption.pays_all).toBe(true)
        expect(total.lte(0) && total.gt("-1e-10")).toBe(true)
        // The order's deduction rounds the sum of the parts to the same number.
        expect(charged).toBe(redemption.minor_units)
      },
    ),
    { numRuns: 300 },
  )
})
