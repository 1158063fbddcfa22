import { type Amount, type Decimal, decimal, roundToMinorUnit } from "../../../kernel/money"
import type { CurrencyFigures } from "./figures"
import { DAY_MS } from "./period"
import { type CustomerSegment, type RiskScore, riskOf, segmentOf } from "./segment"

/** The credit figures. Amounts in `currency_code`, decimal strings. */
export type CreditFacts = {
  currency_code: string
  credit_limit: string | null
  current_balance: string
  on_hold: "none" | "orders" | "shipping"
  /** Days from invoice to payment, weighted by the money paid in the period; `null` without payments. */
  payment_days?: string | null
  /** Days that the oldest open item is overdue; 0 for none. */
  days_overdue?: number
}

/** Amounts are exact decimals in major units; `null`, never 0, for an undefined figure (contract R16). */
export type Overview = {
  lifetime_value: Decimal
  total_orders: number
  avg_order_value: Decimal | null
  last_order_date: Date | null
  customer_since: Date | null
  days_since_last_order: number | null
}
export type FinancialSummary = {
  total_revenue: Decimal
  current_balance: Decimal | null
  credit_limit: Decimal | null
  credit_utilization: number | null
  avg_payment_days: number | null
}
export type OrderMonth = { month: string; orders: number; revenue: Decimal; avg_order_value: Decimal | null }
export type TopProduct = {
  product_id: string | null
  product_name: string
  quantity_ordered: number
  revenue: Decimal
}
export type CurrencyAnalytics = {
  currency_code: string | null
  overview: Overview
  financial_summary: FinancialSummary
  order_history: OrderMonth[]
  top_products: TopProduct[]
}

/** The figures in the customer's main currency, and by currency if there are several. */
export type Analytics = CurrencyAnalytics & {
  by_currency?: CurrencyAnalytics[]
  customer_segment: CustomerSegment
  risk_score: RiskScore | null
}

type Context = { customer_since: Date | null; credit: CreditFacts | null; now: Date; default_currency: string | null }

/**
 * Computes the analytics of a customer (contract R16, docs/customers-figures.md). Amounts of different currencies are never
 * added. The main currency is the one with the most orders, then the one of the latest order; `figures` are sorted like
 * that.
 */
export function analyse(figures: readonly CurrencyFigures[], context: Context): Analytics {
  const currencies = withCreditCurrency(figures, context.credit)
  const [main = nothing(context.credit?.currency_code ?? context.default_currency)] = currencies
  const parts = currencies.map((one) => inCurrency(one, context))
  return {
    ...inCurrency(main, context),
    ...(parts.length > 1 ? { by_currency: parts } : {}),
    customer_segment: segmentOf(currencies, context.now),
    risk_score: riskOf(currencies, context.credit),
  }
}

type Figures = Omit<CurrencyFigures, "currency_code"> & { currency_code: string | null }

function withCreditCurrency(figures: readonly CurrencyFigures[], credit: CreditFacts | null): Figures[] {
  const missing = credit && !figures.some(({ currency_code }) => currency_code === credit.currency_code)
  return missing ? [...figures, nothing(credit.currency_code)] : [...figures]
}

function nothing(currency: string | null): Figures {
  return {
    currency_code: currency,
    lifetime: { orders: 0, spent: "0", first_order_at: null, last_order_at: null },
    period: { orders: 0, revenue: "0", paid: "0", refunded: "0", canceled: 0, payment_days: null },
    months: [],
    products: [],
  }
}

function inCurrency(
  { currency_code, lifetime, period, months, products }: Figures,
  context: Context,
): CurrencyAnalytics {
  const { credit, customer_since, now } = context
  const last = lifetime.last_order_at
  return {
    currency_code,
    overview: {
      lifetime_value: decimal(lifetime.spent),
      total_orders: period.orders,
      avg_order_value: average(period.revenue, period.orders, currency_code),
      last_order_date: last,
      customer_since,
      days_since_last_order: last && Math.max(0, Math.floor((now.getTime() - last.getTime()) / DAY_MS)),
    },
    financial_summary: {
      total_revenue: decimal(period.revenue),
      ...creditSummary(credit?.currency_code === currency_code ? credit : null),
      avg_payment_days: paymentDays(
        (credit?.currency_code === currency_code && credit.payment_days) || period.payment_days,
      ),
    },
    order_history: months.map(({ month, orders, revenue }) => ({
      month,
      orders,
      revenue: decimal(revenue),
      avg_order_value: average(revenue, orders, currency_code),
    })),
    top_products: products.map((product) => ({
      product_id: product.product_id,
      product_name: product.product_name,
      quantity_ordered: decimal(product.quantity_ordered).toNumber(),
      revenue: decimal(product.revenue),
    })),
  }
}

function creditSummary(credit: CreditFacts | null) {
  return {
    current_balance: credit && decimal(credit.current_balance),
    credit_limit: credit?.credit_limit == null ? null : decimal(credit.credit_limit),
    credit_utilization: credit && utilization(credit),
  }
}

/** Percent of the limit that is used, to a tenth; `null` without a limit. */
export function utilization({ credit_limit, current_balance }: CreditFacts): number | null {
  if (credit_limit === null || !decimal(credit_limit).gt(0)) {
    return null
  }
  return toTenth(decimal(current_balance).times(100).div(decimal(credit_limit)))
}

const paymentDays = (days: string | null) => (days === null ? null : toTenth(decimal(days)))

function average(revenue: Amount, orders: number, currency: string | null): Decimal | null {
  return orders === 0 ? null : roundToMinorUnit(decimal(revenue).div(orders), currency ?? "")
}

const toTenth = (value: Decimal) => value.decimalPlaces(1, 4).toNumber()
