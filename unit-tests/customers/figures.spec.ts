import fc from "fast-check"
import { analyse, type CreditFacts } from "../../src/modules/customer_projection/domain/analytics"
import { isTransaction, revenueOf } from "../../src/modules/customer_projection/domain/order"
import { periodStart } from "../../src/modules/customer_projection/domain/period"
import { riskOf, segmentOf } from "../../src/modules/customer_projection/domain/segment"
import { orderStatusFilter } from "../../src/modules/customer_projection/domain/status"
import type { CurrencyFigures } from "../../src/modules/customer_projection/types"

const NOW = new Date("2026-06-01T00:00:00Z")
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000)

type Given = {
  currency?: string
  lifetime?: Partial<CurrencyFigures["lifetime"]>
  period?: Partial<CurrencyFigures["period"]>
}

/** A customer with two orders of 100 dollars in the last days; each test passes the values that it is about. */
function figures({ currency = "usd", lifetime, period }: Given = {}): CurrencyFigures {
  return {
    currency_code: currency,
    lifetime: { orders: 2, spent: "200", first_order_at: daysAgo(20), last_order_at: daysAgo(5), ...lifetime },
    period: { orders: 2, revenue: "200", paid: "200", refunded: "0", canceled: 0, payment_days: "1.25", ...period },
    months: [],
    products: [],
  }
}

const credit = (given: Partial<CreditFacts> = {}): CreditFacts => ({
  currency_code: "usd",
  credit_limit: "1000",
  current_balance: "250",
  on_hold: "none",
  ...given,
})

const context = { customer_since: daysAgo(400), credit: null, now: NOW, default_currency: "usd" }

describe("what an order is worth", () => {
  const sale = { currency_code: "usd", total: "100", paid: "100", refunded: "0", is_sale: true }
  test.each([
    ["paid", {}, "100"],
    ["not paid yet", { paid: "0" }, "100"],
    ["money given back, goods kept", { refunded: "30" }, "70"],
    ["goods returned and money given back: once", { total: "70", refunded: "30" }, "70"],
    ["goods returned, money not given back yet", { total: "70" }, "70"],
    ["all given back", { total: "0", refunded: "100" }, "0"],
    ["canceled", { is_sale: false }, "0"],
    ["a third of a cent", { total: "33.33333", paid: "0" }, "33.33"],
    ["yen", { currency_code: "jpy", total: "33.5", paid: "0" }, "34"],
  ])("R16: %s", (_what, given, expected) => {
    expect(revenueOf({ ...sale, ...given }).toFixed()).toBe(expected)
  })

  test("R16: revenue is at least 0 and at most the order's total, and a refund never raises it", () => {
    const cents = fc.integer({ min: 0, max: 1_000_000 })
    fc.assert(
      fc.property(cents, cents, cents, fc.boolean(), (total, paid, refunded, is_sale) => {
        const money = { currency_code: "jpy", total, paid, refunded, is_sale }
        const worth = revenueOf(money).toNumber()
        expect(worth).toBeGreaterThanOrEqual(0)
        expect(worth).toBeLessThanOrEqual(total)
        expect(revenueOf({ ...money, refunded: refunded + 1 }).toNumber()).toBeLessThanOrEqual(worth)
      }),
    )
  })

  test("R11: a transaction is an order for which money has come in, also where it went back", () => {
    expect(isTransaction({ paid: "0.01", refunded: "0.01" })).toBe(true)
    expect(isTransaction({ paid: "0", refunded: "0" })).toBe(false)
  })
})

describe("analytics", () => {
  test("R16: the main currency comes first, and amounts of different currencies are never added", () => {
    const found = analyse([figures(), figures({ currency: "jpy", period: { revenue: "333", orders: 2 } })], context)
    expect(found.currency_code).toBe("usd")
    expect(found.overview.avg_order_value?.toFixed()).toBe("100")
    expect(found.by_currency?.map((one) => [one.currency_code, one.overview.avg_order_value?.toFixed()])).toEqual([
      ["usd", "100"],
      ["jpy", "167"],
    ])
    expect(found.financial_summary.avg_payment_days).toBe(1.3)
    expect(analyse([figures()], context)).not.toHaveProperty("by_currency")
  })

  test("R16: a figure that is not defined is null, not 0", () => {
    expect(analyse([], context)).toMatchObject({
      currency_code: "usd",
      overview: { total_orders: 0, avg_order_value: null, last_order_date: null, days_since_last_order: null },
      financial_summary: {
        current_balance: null,
        credit_limit: null,
        credit_utilization: null,
        avg_payment_days: null,
      },
      customer_segment: "prospect",
      risk_score: null,
    })
  })

  test("R16: credit counts in its own currency only", () => {
    const found = analyse([figures({ currency: "eur" })], { ...context, credit: credit() })
    expect(found.currency_code).toBe("eur")
    expect(found.financial_summary.credit_utilization).toBeNull()
    expect(found.by_currency?.[1]).toMatchObject({
      currency_code: "usd",
      overview: { total_orders: 0, avg_order_value: null },
      financial_summary: { credit_utilization: 25 },
    })
    const none = analyse([figures()], { ...context, credit: credit({ credit_limit: "0" }) })
    expect(none.financial_summary.credit_utilization).toBeNull()
  })

  test("R16: a period begins a number of days before now", () => {
    expect(["30d", "90d", "1y"].map((one) => periodStart(one as "30d", NOW))).toEqual([30, 90, 365].map(daysAgo))
    expect(periodStart("all", NOW)).toBeNull()
  })
})

test.each<[string, Given]>([
  ["prospect", { lifetime: { orders: 0, last_order_at: null, first_order_at: null } }],
  ["lapsed", { lifetime: { spent: "99999", last_order_at: daysAgo(366) } }],
  ["high_value", { lifetime: { spent: "10000", last_order_at: daysAgo(300) } }],
  ["high_value", { currency: "jpy", lifetime: { spent: "1000000" } }],
  ["at_risk", { lifetime: { orders: 9, last_order_at: daysAgo(181) } }],
  ["loyal", { lifetime: { orders: 5, first_order_at: daysAgo(91) } }],
  ["new", { lifetime: { spent: "9999.99", first_order_at: daysAgo(90) } }],
  ["occasional", { currency: "jpy", lifetime: { spent: "10000", first_order_at: daysAgo(91) } }],
])("R16: %s is the segment of a customer with %j", (segment, given) => {
  expect(segmentOf([figures(given)], NOW)).toBe(segment)
})

test("R16: days until payment come from the credit account in its currency, and from the orders in others", () => {
  const account = credit({ payment_days: "12.34", days_overdue: 0 })
  const [own, other] = [
    figures({ period: { payment_days: "1.25" } }),
    figures({ currency: "eur", period: { payment_days: "2" } }),
  ]
  const found = analyse([own, other], { ...context, credit: account })
  expect(found.by_currency?.map(({ financial_summary }) => financial_summary.avg_payment_days)).toEqual([12.3, 2])
})

test.each<[string, Given["period"], CreditFacts | null]>([
  ["low", {}, null],
  ["low", {}, credit()],
  ["medium", {}, credit({ current_balance: "701" })],
  ["high", {}, credit({ current_balance: "901" })],
  ["high", {}, credit({ on_hold: "orders" })],
  ["medium", { refunded: "41" }, null],
  ["high", { refunded: "101" }, null],
  ["medium", { payment_days: "31" }, null],
  ["low", { payment_days: "61" }, credit({ payment_days: "61", days_overdue: 0 })],
  ["medium", {}, credit({ payment_days: null, days_overdue: 1 })],
  ["high", {}, credit({ payment_days: "61", days_overdue: 31 })],
  ["high", { payment_days: "60.1" }, null],
  ["low", { orders: 1, canceled: 1 }, null],
  ["medium", { orders: 2, canceled: 1 }, null],
  ["high", { orders: 1, canceled: 2 }, null],
])("R16: the risk is %s for %j with credit %j", (risk, period, account) => {
  expect(riskOf([figures({ period: period ?? {} })], account)).toBe(risk)
})

test("R15: a status value filters by the field that has this value", () => {
  expect(orderStatusFilter("delivered")).toEqual({ field: "fulfillment_status", value: "delivered" })
  expect(orderStatusFilter("captured")).toEqual({ field: "payment_status", value: "captured" })
  expect(orderStatusFilter("canceled")).toEqual({ field: "status", value: "canceled" })
  expect(orderStatusFilter("constructor")).toBeNull()
})
