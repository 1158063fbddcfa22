import { findDisagreement, type RedemptionFacts } from "../../src/modules/points/domain/agreement"

const fine: RedemptionFacts = {
  exists: true,
  expected: 100,
  deducted: 100,
  hold_posted: true,
  linked: true,
  attempt_over: true,
}

describe("R34, R47: how an order and the ledger disagree on a redemption", () => {
  it.each<[string, Partial<RedemptionFacts>, string | null]>([
    ["they agree", {}, null],
    ["an order without points", { expected: 0, deducted: 0, hold_posted: false }, null],
    ["an order that is gone, and its deduction with it", { exists: false, expected: 0, deducted: 0 }, null],
    ["a discount that nobody paid for", { deducted: 0, hold_posted: false }, "no_deduction"],
    ["the same with a hold that is unknown", { expected: null, deducted: 0, hold_posted: false }, "no_deduction"],
    ["a deduction without an order", { exists: false, expected: 0, linked: false }, "no_discount"],
    ["a deduction for an order without a discount", { expected: 0 }, "no_discount"],
    ["more discount than deduction", { expected: 101 }, "other_amount"],
    ["less discount than deduction", { expected: 99 }, "other_amount"],
    ["a hold that says otherwise", { hold_posted: false }, "hold_not_posted"],
    ["an order that no cart knows", { linked: false }, "orphan"],
    ["an order that is just being made", { linked: false, attempt_over: false }, null],
  ])("%s", (_name, change, expected) => {
    expect(findDisagreement({ ...fine, ...change })).toBe(expected)
  })
})
