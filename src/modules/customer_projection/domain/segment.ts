import { decimal, fromMinorUnits } from "../../../kernel/money"
import type { CurrencyFigures } from "./figures"
import { DAY_MS } from "./period"

/** The segments of customers. The first that fits counts, in this order (docs/customers-figures.md). */
export const segments = ["prospect", "lapsed", "high_value", "at_risk", "loyal", "new", "occasional"] as const
export type CustomerSegment = (typeof segments)[number]

export type RiskScore = "low" | "medium" | "high"

type Figures = Pick<CurrencyFigures, "lifetime" | "period"> & { currency_code: string | null }
type Credit = {
  currency_code?: string
  credit_limit: string | null
  current_balance: string
  on_hold: "none" | "orders" | "shipping"
  payment_days?: string | null
  days_overdue?: number
}

/** The rules' numbers: days, orders, minor units of the order's currency, shares. */
export const RULES = {
  lapsed_after_days: 365,
  at_risk_after_days: 180,
  new_within_days: 90,
  loyal_orders: 5,
  /** 10,000.00 in a currency with cents, 1,000,000 yen. */
  high_value_minor_units: 1_000_000,
  /** Minimum number of orders for the share of canceled orders. */
  enough_orders: 3,
  high: { utilization: 0.9, refunded: 0.5, canceled: 0.5, payment_days: 60, days_overdue: 30 },
  medium: { utilization: 0.7, refunded: 0.2, canceled: 0.25, payment_days: 30, days_overdue: 0 },
} as const

/** The segment of a customer, from the orders of all time, regardless of the period. */
export function segmentOf(figures: readonly Figures[], now: Date): CustomerSegment {
  const orders = figures.reduce((total, { lifetime }) => total + lifetime.orders, 0)
  const age = (moments: (Date | null)[], choose: (...days: number[]) => number) =>
    choose(...moments.flatMap((one) => (one ? [(now.getTime() - one.getTime()) / DAY_MS] : [])))
  if (orders === 0) {
    return "prospect"
  }
  const sinceLast = age(
    figures.map(({ lifetime }) => lifetime.last_order_at),
    Math.min,
  )
  const sinceFirst = age(
    figures.map(({ lifetime }) => lifetime.first_order_at),
    Math.max,
  )
  if (sinceLast > RULES.lapsed_after_days) {
    return "lapsed"
  }
  if (figures.some(isHighValue)) {
    return "high_value"
  }
  if (sinceLast > RULES.at_risk_after_days) {
    return "at_risk"
  }
  if (orders >= RULES.loyal_orders) {
    return "loyal"
  }
  return sinceFirst <= RULES.new_within_days ? "new" : "occasional"
}

function isHighValue({ lifetime, currency_code }: Figures): boolean {
  return decimal(lifetime.spent).gte(fromMinorUnits(RULES.high_value_minor_units, currency_code ?? ""))
}

/**
 * The credit risk: the worst sign counts. Signs are a block, days overdue, the used share of the limit, and in the period
 * the refunded share of payments, canceled orders and days until payment.
 *
 * @returns `null` without data: no order, no limit and no block
 */
export function riskOf(figures: readonly Figures[], credit: Credit | null): RiskScore | null {
  const signs = figures.flatMap(({ period, currency_code }) => {
    // For a customer on account, late days count, not the agreed days until payment.
    const onAccount = credit?.payment_days != null && credit.currency_code === currency_code
    return signsOf(onAccount ? { ...period, payment_days: null } : period)
  })
  if (credit?.days_overdue) {
    signs.push(grade(credit.days_overdue, "days_overdue"))
  }
  if (credit && credit.on_hold !== "none") {
    signs.push("high")
  }
  if (credit?.credit_limit != null && decimal(credit.credit_limit).gt(0)) {
    signs.push(grade(decimal(credit.current_balance).div(decimal(credit.credit_limit)).toNumber(), "utilization"))
  }
  return (["high", "medium", "low"] as const).find((one) => signs.includes(one)) ?? null
}

function signsOf({ orders, canceled, paid, refunded, payment_days }: Figures["period"]): RiskScore[] {
  const signs: RiskScore[] = []
  const placed = orders + canceled
  if (placed > 0) {
    signs.push(placed >= RULES.enough_orders ? grade(canceled / placed, "canceled") : "low")
  }
  if (decimal(paid).gt(0)) {
    signs.push(grade(decimal(refunded).div(decimal(paid)).toNumber(), "refunded"))
  }
  if (payment_days !== null) {
    signs.push(grade(Number(payment_days), "payment_days"))
  }
  return signs
}

function grade(value: number, rule: keyof typeof RULES.high): RiskScore {
  return value > RULES.high[rule] ? "high" : value > RULES.medium[rule] ? "medium" : "low"
}
