import fc from "fast-check"
import { decimal } from "../../src/kernel/money"
import { type EditedLine, keptOfLine } from "../../src/modules/points/domain/edited-line"

/** Three pieces of 20.00, of which points paid 50.00. */
const line = (change: Partial<EditedLine> = {}): EditedLine => ({
  unit_price: 20,
  quantity: 3,
  returned: 0,
  is_tax_inclusive: false,
  tax_percent: 0,
  others: [],
  posted: { amount: 50, is_tax_inclusive: false },
  before: { quantity: 3, returned: 0 },
  ...change,
})

describe("M46: what a changed line keeps of its points", () => {
  it.each<[string, Partial<EditedLine>, number]>([
    ["a line as it was", {}, 50],
    ["one piece left", { quantity: 1 }, 20],
    ["a price of 0", { unit_price: 0 }, 0],
    ["more pieces", { quantity: 5 }, 50],
    ["a coupon of 15 beside it", { quantity: 2, others: [{ amount: 15, is_tax_inclusive: false }] }, 25],
    ["a coupon of more than the line", { quantity: 1, others: [{ amount: 30, is_tax_inclusive: false }] }, 0],
    [
      "a coupon with tax on a line without",
      { quantity: 1, tax_percent: 25, others: [{ amount: 5, is_tax_inclusive: true }] },
      16,
    ],
    [
      "a line with tax",
      { quantity: 1, tax_percent: 25, is_tax_inclusive: true, posted: { amount: 50, is_tax_inclusive: true } },
      20,
    ],
    ["one that points had paid without tax", { quantity: 1, tax_percent: 25, is_tax_inclusive: true }, 16],
    ["a piece that comes back", { returned: 1 }, 50],
  ])("%s", (_name, change, expected) => {
    expect(keptOfLine(line(change)).toNumber()).toBe(expected)
  })

  // Guard: notReturned in keptOfLine.
  it("M47: pieces that are added after a return bring none of its points back", () => {
    const returned = {
      returned: 1,
      before: { quantity: 2, returned: 1 },
      posted: { amount: 40, is_tax_inclusive: false },
    }
    // One piece kept 20.00 of 40.00. Two of three pieces keep 20.00 of 30.00.
    expect(keptOfLine(line({ ...returned, quantity: 3 })).toNumber()).toBe(30)
    expect(keptOfLine(line({ ...returned, quantity: 3, before: { quantity: 1, returned: 1 } })).toNumber()).toBe(0)
  })
})

it("M46, M47: over random chains of changes a line never costs less than nothing, nor gets discount back", () => {
  const change = fc.record({
    price: fc.integer({ min: 0, max: 5000 }),
    quantity: fc.integer({ min: 1, max: 9 }),
    back: fc.nat(3),
  })
  const start = fc.record({
    tax_percent: fc.constantFrom(0, 7, 19, 25),
    gross: fc.boolean(),
    coupon: fc.nat(3000),
    cents: fc.nat(9000),
  })
  fc.assert(
    fc.property(
      start,
      fc.array(change, { minLength: 1, maxLength: 8 }),
      ({ tax_percent, gross, coupon, cents }, changes) => {
        let posted = decimal(cents).div(100)
        let before = { quantity: 3, returned: 0 }
        for (const { price, quantity: wanted, back } of changes) {
          // As in Medusa, an edit cannot go below the quantity that was sent and came back.
          const quantity = Math.max(wanted, before.returned)
          const returned = Math.min(quantity, before.returned + back)
          const others = [{ amount: decimal(coupon).div(100), is_tax_inclusive: gross }]
          const unit_price = decimal(price).div(100)
          const kept = keptOfLine({
            unit_price,
            quantity,
            returned,
            is_tax_inclusive: gross,
            tax_percent,
            others,
            posted: { amount: posted, is_tax_inclusive: gross },
            before,
          })
          const worth = unit_price.times(quantity).minus(decimal(coupon).div(100))
          expect(kept.gte(0) && kept.lte(worth.lt(0) ? 0 : worth)).toBe(true)
          const share = (pieces: number, gone: number) => decimal(pieces - gone).div(pieces)
          const rises = kept
            .times(share(quantity, returned))
            .minus(posted.times(share(before.quantity, before.returned)))
          // A division keeps 20 digits.
          expect(rises.lte("0.000000000001")).toBe(true)
          posted = kept
          before = { quantity, returned }
        }
      },
    ),
  )
})
