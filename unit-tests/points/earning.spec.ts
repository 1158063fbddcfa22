import fc from "fast-check"
import { decimal } from "../../src/kernel/money"
import { decideEarning, type EarningContext } from "../../src/modules/points/domain/earning"
import { asksForMoney, type OrderFacts, paidAt } from "../../src/modules/points/domain/order-facts"
import type { SettingChange, SettingKey } from "../../src/modules/points/domain/settings"
import { at, item, order, paid, swap } from "./facts"

const change = (key: SettingKey, value: unknown, moment = "2026-01-01T00:00:00"): SettingChange => ({
  key,
  value,
  changed_at: at(moment),
})
const ENABLED = change("loyalty_points_enabled", true)

function decide(facts: OrderFacts, log: SettingChange[] = [ENABLED], more: Partial<EarningContext> = {}) {
  return decideEarning(facts, {
    log,
    default_currency: "usd",
    cause: "test",
    now: at("2026-04-01T00:00:00"),
    earlier: null,
    ...more,
  })
}

/** @returns the target, or the reason for having none */
function outcome(facts: OrderFacts, log?: SettingChange[], more?: Partial<EarningContext>): number | string {
  const decision = decide(facts, log, more)
  return decision.kind === "settle" ? decision.target : decision.reason
}

describe("the basis", () => {
  it.each([
    ["goods only, no shipping", order(), 100],
    [
      "tax on top is left out",
      order({
        items: [item({ unit_price: 100, tax_percent: 19 })],
        total: 119,
        captures: [paid(119, "2026-03-01T11:00:00")],
      }),
      100,
    ],
    [
      "tax in the price is left out",
      order({ items: [item({ unit_price: 119, tax_percent: 19, is_tax_inclusive: true })], total: 110 }),
      100,
    ],
    [
      "discounts are left out",
      order({ items: [item({ quantity: 10, discounts: [{ amount: 30, is_tax_inclusive: false }] })], total: 80 }),
      70,
    ],
    [
      "a discount with tax counts without it",
      order({
        items: [
          item({
            unit_price: 119,
            tax_percent: 19,
            is_tax_inclusive: true,
            discounts: [{ amount: 11.9, is_tax_inclusive: true }],
          }),
        ],
        total: 107.1,
      }),
      90,
    ],
    [
      "gift cards are left out",
      order({ items: [item({ quantity: 5 }), item({ quantity: 5, is_giftcard: true })] }),
      50,
    ],
    ["returned goods are left out", order({ items: [item({ quantity: 10, returned_quantity: 4 })], total: 70 }), 60],
    ["a fraction is rounded down", order({ items: [item({ unit_price: "9.99", quantity: 3 })], total: 39.97 }), 29],
    [
      "a third of a cent is not lost to division",
      order({ items: [item({ unit_price: 12, tax_percent: 20, is_tax_inclusive: true, quantity: 3 })], total: 46 }),
      30,
    ],
  ])("R32: %s", (_name, facts, points) => {
    expect(outcome(facts)).toBe(points)
  })

  it("R32: yen have no cents, dinars have three digits", () => {
    const log = [
      ENABLED,
      change("loyalty_currency_rates", {
        jpy: {
          points_per_currency_unit: 0.01,
          points_per_currency_discount: 1,
          min_order_subtotal_to_earn: 0,
          min_checkout_total: 0,
        },
        kwd: {
          points_per_currency_unit: 1000,
          points_per_currency_discount: 1,
          min_order_subtotal_to_earn: 0,
          min_checkout_total: 0,
        },
      }),
    ]
    const yen = order({
      currency_code: "jpy",
      items: [item({ unit_price: 1999 })],
      total: 1999,
      captures: [paid(1999, "2026-03-01T11:00:00")],
    })
    expect(outcome(yen, log)).toBe(19)
    const dinar = order({
      currency_code: "kwd",
      items: [item({ unit_price: "1.234" })],
      total: "1.234",
      captures: [paid("1.234", "2026-03-01T11:00:00")],
    })
    expect(outcome(dinar, log)).toBe(1234)
  })
})

describe("the share that is paid", () => {
  it.each([
    [
      "a refund without goods takes its share",
      { total: 55, credit_lines: [{ amount: 55, is_payment: false }], refunds: [{ amount: 55 }] },
      50,
    ],
    ["a refund that no credit line tells of takes its share too", { refunds: [{ amount: 55 }] }, 50],
    [
      "a refund for returned goods takes nothing more",
      { items: [item({ quantity: 10, returned_quantity: 5 })], total: 60, refunds: [{ amount: 50 }] },
      50,
    ],
    [
      "a gift card that paid a part is payment",
      {
        total: 60,
        credit_lines: [{ amount: 50, is_payment: true }],
        captures: [paid(60, "2026-03-01T11:00:00")],
      },
      100,
    ],
    [
      "a gift card that paid all is payment",
      { total: 0, credit_lines: [{ amount: 110, is_payment: true }], captures: [] },
      100,
    ],
    ["all refunded", { total: 0, credit_lines: [{ amount: 110, is_payment: false }], refunds: [{ amount: 110 }] }, 0],
  ])("R33: %s", (_name, change, points) => {
    expect(outcome(order(change))).toBe(points)
  })

  it("R33: a canceled order has no target", () => {
    expect(outcome(order({ is_canceled: true }))).toBe(0)
  })

  it("R33: while an edit is unpaid the target may not rise", () => {
    const edited = order({ items: [item({ quantity: 20 })], total: 210 })
    const terms = decide(order())
    const earlier = { granted: 100, terms: terms.kind === "settle" ? terms.calculation : null }
    expect(decide(edited, undefined, { earlier })).toMatchObject({ may_rise: false })
    const settled = { ...edited, captures: [...edited.captures, paid(100, "2026-03-02T00:00:00")] }
    expect(decide(settled, undefined, { earlier })).toMatchObject({ may_rise: true, target: 200 })
  })
})

// Ten pieces at 10.00 and 10.00 shipping are paid; four go back in exchange for other goods.
describe("goods that are sent in place of others", () => {
  const sent = (quantity: number, unit_price = 10) =>
    item({ quantity, unit_price, swap: swap({ is_replacement: true }) })
  const awaited = item({ quantity: 10, swap: swap({ awaited_quantity: 4, swapped_quantity: 4 }) })
  const received = item({ quantity: 10, returned_quantity: 4, swap: swap({ swapped_quantity: 4 }) })
  const both = [
    ["announced", awaited, 40],
    ["received", received, 0],
  ] as const
  const completed = [ENABLED, change("loyalty_award_trigger", "order_completed")]
  const done = { completed_at: at("2026-03-05T00:00:00") }

  it.each(both)("R33: count instead of them: %s", (_name, back, more) => {
    const facts = order({ items: [back, sent(4)], total: 110 + more, first_payment: 110 })
    expect(outcome(facts)).toBe(100)
    expect(outcome({ ...facts, ...done }, completed)).toBe(100)
    expect(outcome({ ...facts, ...done, captures: [] }, completed)).toBe(100)
  })

  it.each(both)("R33: may raise the target once the difference is paid: %s", (_name, back, more) => {
    const first = decide(order())
    const earlier = { granted: 100, terms: first.kind === "settle" ? first.calculation : null }
    const facts = order({ items: [back, sent(4, 20)], total: 150 + more, first_payment: 110 })
    expect(decide(facts, undefined, { earlier })).toMatchObject({ may_rise: false })
    const settled = { ...facts, captures: [...facts.captures, { ...paid(40, "2026-03-02T00:00:00"), is_first: false }] }
    expect(decide(settled, undefined, { earlier })).toMatchObject({ may_rise: true, target: 140 })
  })

  it("R33: do not affect a return of other goods, which count until they arrive", () => {
    expect(outcome(order({ items: [item({ quantity: 10 })] }))).toBe(100)
  })

  it("R32: added and unpaid goods do not count in a paid order, whatever the trigger", () => {
    const added = order({ items: [item({ quantity: 20 })], total: 220, first_payment: 110, ...done })
    expect(outcome(added, completed)).toBe(100)
    expect(outcome({ ...added, captures: [] }, completed)).toBe(200)
  })

  it.each([
    ["not twice", [sent(4)], 0],
    ["by what they cost more", [sent(4, 30)], 180],
  ])("R32: are compared with the minimum %s", (_name, replacements, points) => {
    const log = [ENABLED, change("loyalty_min_order_subtotal_to_earn", 101)]
    const items = [received, ...replacements]
    expect(outcome(order({ items, total: 190, captures: [paid(190)] }), log)).toBe(points)
  })

  it("R32: at a lower price push no order below the minimum", () => {
    const log = [ENABLED, change("loyalty_min_order_subtotal_to_earn", 100)]
    expect(outcome(order({ items: [received, sent(4, 5)], total: 90 }), log)).toBe(80)
  })
})

describe("the trigger", () => {
  const paidLater = order({
    captures: [paid(60, "2026-03-02T00:00:00"), paid(50, "2026-03-03T00:00:00")],
  })

  it.each([
    ["unpaid", order({ captures: [] }), "not_triggered"],
    ["paid in part", order({ captures: [paid(109.99, "2026-03-01T11:00:00")] }), "not_triggered"],
    ["paid but for dust below a cent", order({ total: "110.0000001" }), 100],
    ["a draft", order({ is_draft: true }), "draft"],
    ["without an address", order({ email: "  " }), "no_email"],
    ["in a currency without rates", order({ currency_code: "eur" }), "currency_not_supported"],
  ])("R32: an order that is %s", (_name, facts, expected) => {
    expect(outcome(facts)).toBe(expected)
  })

  it("R34: an order earns if the programme was on at the capture that completed its payment", () => {
    const on = (moment: string) => [change("loyalty_points_enabled", true, moment)]
    expect(outcome(paidLater, on("2026-03-02T12:00:00"))).toBe(100)
    expect(outcome(paidLater, on("2026-03-03T12:00:00"))).toBe("programme_disabled")
  })

  it("R32: a capture before the order counts from the order on", () => {
    const early = order({ captures: [paid(110, "2026-02-27T00:00:00")] })
    const decision = decide(early, [change("loyalty_points_enabled", true, "2026-02-28T00:00:00")])
    expect(decision).toMatchObject({ target: 100, calculation: { triggered_at: "2026-03-01T10:00:00.000Z" } })
  })

  it("R34: the rate is the one in force at the trigger, frozen afterwards", () => {
    const log = [ENABLED, change("loyalty_points_per_currency_unit", 3, "2026-03-02T00:00:00")]
    const first = decide(order(), log)
    expect(first).toMatchObject({ target: 100 })
    const terms = first.kind === "settle" ? first.calculation : null
    const tripled = [ENABLED, change("loyalty_points_per_currency_unit", 3, "2026-01-02T00:00:00")]
    expect(outcome(order(), tripled, { earlier: { granted: 100, terms } })).toBe(100)
  })

  it("R34: a backfill takes orders since a date under today's settings", () => {
    const log = [
      change("loyalty_points_enabled", true, "2026-03-31T00:00:00"),
      change("loyalty_points_per_currency_unit", 2, "2026-03-31T00:00:00"),
    ]
    expect(outcome(order(), log)).toBe("programme_disabled")
    expect(outcome(order(), log, { backfill_since: at("2026-03-01T00:00:00") })).toBe(200)
    expect(outcome(order(), log, { backfill_since: at("2026-03-02T00:00:00") })).toBe("before_since")
  })

  it("R32: completed orders earn with order_completed, unpaid or not", () => {
    const log = [ENABLED, change("loyalty_award_trigger", "order_completed")]
    expect(outcome(order(), log)).toBe("not_triggered")
    expect(outcome(order({ completed_at: at("2026-03-05T00:00:00"), captures: [] }), log)).toBe(100)
  })
})

// The order is placed on the 1st, and paid and completed on the 2nd and 4th in either order. The trigger changes on the 3rd.
describe("a trigger that changes while an order is open", () => {
  const triggers = ["payment_paid", "order_completed", "either"] as const
  const changed = (from: string, to: string, enabled = ENABLED) => [
    enabled,
    change("loyalty_award_trigger", from),
    change("loyalty_award_trigger", to, "2026-03-03T00:00:00"),
  ]
  const both = (paidOn: number, completedOn: number) =>
    order({
      captures: [paid(110, `2026-03-0${paidOn}T00:00:00`)],
      completed_at: at(`2026-03-0${completedOn}T00:00:00`),
    })

  it.each(triggers.flatMap((from) => triggers.map((to) => [from, to] as const)))(
    "R32: from %s to %s: a paid and completed order earns once, whichever comes first",
    (from, to) => {
      expect(outcome(both(2, 4), changed(from, to))).toBe(100)
      expect(outcome(both(4, 2), changed(from, to))).toBe(100)
    },
  )

  it("R32: the trigger at placement counts, at its own moment and under the settings of that moment", () => {
    const log = [
      ...changed("order_completed", "payment_paid"),
      change("loyalty_points_per_currency_unit", 2, "2026-03-03T12:00:00"),
    ]
    expect(decide(both(2, 4), log)).toMatchObject({
      target: 200,
      calculation: {
        trigger: "order_completed",
        triggered_by: "order_completed",
        triggered_at: "2026-03-04T00:00:00.000Z",
      },
    })
    const open = order({ captures: [paid(110, "2026-03-02T00:00:00")] })
    expect(outcome(open, log)).toBe("not_triggered")
  })

  it("R34: an order from before the programme was on earns nothing", () => {
    const on = change("loyalty_points_enabled", true, "2026-03-01T12:00:00")
    expect(outcome(both(2, 4), changed("order_completed", "payment_paid", on))).toBe("not_triggered")
    expect(outcome(both(4, 2), changed("payment_paid", "order_completed", on))).toBe("not_triggered")
  })
})

describe("the minimum", () => {
  const log = [ENABLED, change("loyalty_min_order_subtotal_to_earn", 100)]
  it.each([
    ["at the minimum", order(), 100],
    ["below it", order({ items: [item({ quantity: 10, unit_price: "9.99" })], total: 109.9 }), 0],
    [
      "above it when ordered, below after a return",
      order({ items: [item({ quantity: 10, returned_quantity: 1 })], total: 100 }),
      90,
    ],
  ])("R32: goods %s", (_name, facts, points) => {
    expect(outcome(facts, log)).toBe(points)
  })
})

const money = fc.integer({ min: 0, max: 1_000_000 }).map((cents) => (cents / 100).toFixed(2))
const anyItem = fc
  .record({
    unit_price: money,
    quantity: fc.integer({ min: 1, max: 50 }),
    returned: fc.integer({ min: 0, max: 50 }),
    tax_percent: fc.constantFrom(0, 7, 19, 20, 25.5),
    is_tax_inclusive: fc.boolean(),
    is_giftcard: fc.boolean(),
    off: fc.integer({ min: 0, max: 120 }),
  })
  .map(({ returned, off, ...one }) => ({
    ...one,
    returned_quantity: Math.min(returned, one.quantity),
    discounts: [
      { amount: String((Number(one.unit_price) * one.quantity * off) / 100), is_tax_inclusive: one.is_tax_inclusive },
    ],
  }))
const anyOrder = fc
  .record({
    items: fc.array(anyItem, { minLength: 1, maxLength: 6 }),
    total: money,
    captured: money,
    refunded: money,
    reduced: money,
  })
  .map(({ items, total, captured, refunded, reduced }) =>
    order({
      items,
      total,
      captures: [paid(captured, "2026-03-01T11:00:00")],
      refunds: [{ amount: refunded }],
      credit_lines: [{ amount: reduced, is_payment: false }],
    }),
  )

describe("properties", () => {
  it("a target is a whole number between 0 and rate × goods", () => {
    fc.assert(
      fc.property(anyOrder, fc.integer({ min: 0, max: 100 }), (facts, rate) => {
        const decision = decide(facts, [ENABLED, change("loyalty_points_per_currency_unit", rate)])
        if (decision.kind === "none") {
          return
        }
        expect(Number.isSafeInteger(decision.target)).toBe(true)
        expect(decision.target).toBeGreaterThanOrEqual(0)
        expect(decision.target).toBeLessThanOrEqual(Math.round(Number(decision.calculation.kept) * rate * 100) / 100)
      }),
    )
  })

  it("R33: two runs equal one run", () => {
    fc.assert(fc.property(anyOrder, (facts) => expect(decide(facts)).toEqual(decide(structuredClone(facts)))))
  })

  it("R33: giving more money back never raises the target", () => {
    fc.assert(
      fc.property(anyOrder, fc.integer({ min: 0, max: 100_000 }), (facts, cents) => {
        const more = { ...facts, refunds: [...facts.refunds, { amount: String(cents / 100) }] }
        const [before, after] = [decide(facts), decide(more)]
        if (before.kind === "settle" && after.kind === "settle") {
          expect(after.target).toBeLessThanOrEqual(before.target)
        }
      }),
    )
  })

  it("R33: an exchange for goods of the same worth changes no target, announced or received", () => {
    const pieces = fc.record({
      unit_price: money,
      quantity: fc.integer({ min: 1, max: 20 }),
      back: fc.integer({ min: 1, max: 20 }),
      tax_percent: fc.constantFrom(0, 7, 19),
      is_tax_inclusive: fc.boolean(),
    })
    fc.assert(
      fc.property(anyOrder, pieces, fc.boolean(), (facts, { back, ...goods }, is_received) => {
        const quantity = Math.min(back, goods.quantity)
        const tax = goods.is_tax_inclusive ? 1 : decimal(goods.tax_percent).div(100).plus(1)
        const worth = decimal(goods.unit_price).times(quantity).times(tax)
        const gone = is_received ? { returned_quantity: quantity } : {}
        const old = swap({ swapped_quantity: quantity, awaited_quantity: is_received ? 0 : quantity })
        const plain = { ...facts, items: [...facts.items, item(goods)] }
        const exchanged = {
          ...facts,
          total: is_received ? facts.total : decimal(facts.total).plus(worth),
          items: [
            ...facts.items,
            item({ ...goods, ...gone, swap: old }),
            item({ ...goods, quantity, swap: swap({ is_replacement: true }) }),
          ],
        }
        const [before, after] = [decide(plain), decide(exchanged)]
        const target = (one: typeof before) => (one.kind === "settle" ? one.target : one.reason)
        expect(target(after)).toBe(target(before))
      }),
    )
  })

  it("returning goods never raises the target", () => {
    fc.assert(
      fc.property(anyOrder, (facts) => {
        const all = { ...facts, items: facts.items.map((one) => ({ ...one, returned_quantity: one.quantity })) }
        const decision = decide(all)
        expect(decision.kind === "none" || decision.target === 0).toBe(true)
      }),
    )
  })
})

// The job of `order.placed` skips these payments (ADR 0030).
describe("payments that ask for money", () => {
  // Guards: both conditions of `asksForMoney`.
  it.each([
    ["of nothing", [], false],
    ["of an amount", [{ amount: 45, currency_code: "usd" }], true],
    ["that rounds to nothing", [{ amount: 0.4, currency_code: "jpy" }], false],
    ["that is a minor unit elsewhere", [{ amount: 0.4, currency_code: "usd" }], true],
    [
      "one of which asks for none",
      [
        { amount: 45, currency_code: "usd" },
        { amount: 0, currency_code: "usd" },
      ],
      false,
    ],
  ])("are payments %s: %j", (_what, payments, asks) => {
    expect(asksForMoney(payments)).toBe(asks)
  })

  it("R32: with nothing captured their order is not paid, whatever else it has", () => {
    const amount = fc.integer({ min: -2_000, max: 200_000 }).map((thousandths) => thousandths / 1000)
    const currency = fc.constantFrom("usd", "jpy", "kwd")
    const lines = fc.array(fc.record({ amount, is_payment: fc.boolean() }), { maxLength: 3 })
    const check = (currency_code: string, first: number, total: number, credit_lines: OrderFacts["credit_lines"]) => {
      const facts = order({ currency_code, first_payment: first, total, credit_lines, captures: [] })
      fc.pre(asksForMoney([{ amount: first, currency_code }]))
      expect(paidAt(facts)).toBeNull()
    }
    fc.assert(fc.property(currency, amount, amount, lines, check), { numRuns: 1000 })
  })
})
