import { pointsToReturn } from "../../src/modules/points/domain/order-facts"
import { item, order } from "./facts"

const paidFor = (amount: number | string) => [{ amount, is_tax_inclusive: false, hold_id: "phold_1" }]
const line = (amount: number | string, more: Parameters<typeof item>[0] = {}) =>
  item({ discounts: paidFor(amount), quantity: 2, ...more })

describe("R33: how many redeemed points go back", () => {
  it.each<[string, Parameters<typeof order>[0], number]>([
    ["an order as it was made", { items: [line(20), line(5)] }, 0],
    ["a line that an edit has taken away", { items: [line(20)] }, 500],
    ["all lines", { items: [] }, 2500],
    ["a line whose discount an edit has cut", { items: [line(15), line(5)] }, 500],
    ["a half of a line returned", { items: [line(20, { returned_quantity: 1 }), line(5)] }, 1000],
    ["one taken away, a half of the other returned", { items: [line(20, { returned_quantity: 1 })] }, 1500],
    ["more returned than there is", { items: [line(20, { returned_quantity: 3 }), line(5)] }, 2000],
    ["a larger discount than it was made with", { items: [line(30)] }, 0],
    ["a line that was added without points", { items: [line(20), line(5), item()] }, 0],
    [
      "a discount of somebody else's",
      { items: [line(20), item({ discounts: [{ amount: 5, is_tax_inclusive: false }] })] },
      500,
    ],
    ["an order that is canceled", { items: [line(20), line(5)], is_canceled: true }, 2500],
  ])("%s", (_name, facts, expected) => {
    expect(pointsToReturn(order(facts), 2500, 25)).toBe(expected)
  })

  it("rounds down, but not over the dust of divisions", () => {
    expect(pointsToReturn(order({ items: [line("6.665")] }), 1000, "10")).toBe(333)
    expect(pointsToReturn(order({ items: [line("3.3333333333333335")] }), 3, "10")).toBe(2)
    expect(pointsToReturn(order({ items: [line(1, { quantity: 3, returned_quantity: 1 })] }), 3, 1)).toBe(1)
  })

  it("gives nothing back of an order that carried no points", () => {
    expect(pointsToReturn(order(), 0, 0)).toBe(0)
  })
})
