import type { CalendarDate } from "../../../kernel/calendar"

/** Buckets of an ageing table, in days after the due date (contract R28). */
export const AGING_BUCKETS = ["current", "d1_30", "d31_60", "d61_90", "d90_plus"] as const
export type AgingBucket = (typeof AGING_BUCKETS)[number]

/**
 * The ledger's value for "not due yet": terms that count from shipping, before the goods are sent (contract R24c). It is a
 * day, so that lists and ageing can compare it with other days. Readers of receivables show `null` for it.
 */
export const NOT_DUE: CalendarDate = "9999-12-31"

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * The last day on which a payment is on time (contract R24c): a number of days after the invoice, or the last day of the
 * invoice's month. Counted in calendar days, so that 31 January + 30 days is 2 March, or 1 March in a leap year.
 *
 * @param terms `net_0` to `net_120`, or `eom`; without terms an invoice is due at once
 * @param issued the day of the invoice
 */
export function dueOn(terms: string | null, issued: CalendarDate): CalendarDate {
  const [year = 0, month = 1, day = 1] = issued.split("-").map(Number)
  if (terms === "eom") {
    // Day 0 of the next month is the last one of this month.
    return dateOf(Date.UTC(year, month, 0))
  }
  const days = Number(/^net_(\d+)$/.exec(terms ?? "")?.[1] ?? 0)
  return dateOf(Date.UTC(year, month - 1, day + days))
}

/** Days that an item is past its due date; 0 up to the due date. */
export function daysOverdue(due: CalendarDate, today: CalendarDate): number {
  return Math.max(0, Math.round((Date.parse(today) - Date.parse(due)) / DAY_MS))
}

/** The bucket of an item by its days past due. */
export function agingBucket(days: number): AgingBucket {
  if (days <= 0) {
    return "current"
  }
  if (days <= 30) {
    return "d1_30"
  }
  if (days <= 60) {
    return "d31_60"
  }
  return days <= 90 ? "d61_90" : "d90_plus"
}

const dateOf = (time: number): CalendarDate => new Date(time).toISOString().slice(0, 10)
