import { judgeNewestVersion } from "../../src/modules/points/domain/newest-version"
import { item, order } from "./facts"

const paidFor = (amount: number) => ({ amount, is_tax_inclusive: false, hold_id: "phold_1" })
const shirts = (quantity: number, discount: number, more: Parameters<typeof item>[0] = {}) =>
  item({ unit_price: 20, quantity, discounts: [paidFor(discount)], ...more })

/** Three shirts of 20.00, of which points paid 50.00. */
const judge = (items: ReturnType<typeof item>[], given: number, more: Parameters<typeof order>[0] = {}) =>
  judgeNewestVersion(order({ items, ...more }), { deducted: 5000, given, made: 50 })

// Guards: `given > due` and `worth > due` in judgeNewestVersion. Each row needs one of them.
describe("M46, M47: what the newest version of a changed order carries, against what went back", () => {
  it.each<[string, ReturnType<typeof judge>, ReturnType<typeof judge>]>([
    ["nothing was changed", judge([shirts(3, 50)], 0), null],
    ["a line that lost its discount, and its points went back", judge([shirts(1, 20)], 3000), null],
    ["the same, and they are late", judge([shirts(1, 20)], 0), null],
    ["points that went back are a discount again", judge([shirts(3, 50)], 3000), { expected: 5000, deducted: 2000 }],
    ["a line with more points than it is worth", judge([shirts(1, 50)], 0), { expected: 2000, deducted: 5000 }],
    [
      "more than it is worth beside a coupon",
      judge([shirts(1, 20, { discounts: [paidFor(20), { amount: 5, is_tax_inclusive: false }] })], 3000),
      { expected: 1500, deducted: 2000 },
    ],
    [
      "a price with tax",
      judge([shirts(1, 20, { is_tax_inclusive: true, tax_percent: 25 })], 3000),
      { expected: 1600, deducted: 2000 },
    ],
    ["a half returned", judge([shirts(2, 40, { returned_quantity: 1 })], 3000), null],
    ["canceled", judge([shirts(1, 50)], 5000, { is_canceled: true }), null],
  ])("%s", (_name, found, expected) => {
    expect(found).toEqual(expected)
  })
})
