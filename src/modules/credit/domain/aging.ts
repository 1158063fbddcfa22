import type { CalendarDate } from "../../../kernel/calendar"
import { type Amount, decimal } from "../../../kernel/money"
import { AGING_BUCKETS, type AgingBucket } from "./due-date"

export { AGING_BUCKETS, type AgingBucket }

/** Open amounts by days after the due date, and unapplied money. Decimal strings in one currency. */
export type AgedAmounts = Record<AgingBucket, string> & {
  unapplied: string
  /** Σ of the buckets − `unapplied`: the balance of the day. */
  balance: string
}

export type AgedAccount = AgedAmounts & { account_id: string; currency_code: string }

/** All accounts of one currency. */
export type AgedCurrency = AgedAmounts & {
  currency_code: string
  /** Accounts with an open item or with unapplied money. */
  accounts: number
  /** Days sales outstanding; `null` without sales on account in {@link DSO_DAYS} days. */
  dso: number | null
}

export type Aging = {
  as_of: CalendarDate
  /** The currency with the most accounts first. */
  currencies: AgedCurrency[]
  /** A page of accounts, by id. */
  accounts: AgedAccount[]
  count: number
}

/** Days of sales that DSO is measured against: a quarter. */
export const DSO_DAYS = 90

/**
 * Days sales outstanding (contract R28, ADR 0059): receivables at the end of a period ÷ sales on account of the period × its days.
 *
 * @param balance what is owed at the end of the period
 * @param sales charges of orders in the period, net of reversals
 * @returns days to a tenth, at least 0; `null` if nothing was sold on account
 */
export function daysSalesOutstanding(balance: Amount, sales: Amount): number | null {
  if (!decimal(sales).gt(0)) {
    return null
  }
  const days = decimal(balance).times(DSO_DAYS).div(decimal(sales)).decimalPlaces(1, 4)
  return days.gt(0) ? days.toNumber() : 0
}
