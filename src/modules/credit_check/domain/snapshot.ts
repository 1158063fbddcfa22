/** Paid money by days late: all parts of payments with the same `days_late` are one row. */
export type PaidRow = {
  /** Whole days from the due date to the payment; negative if it came earlier. */
  days_late: number
  /** The paid amount, a decimal string above 0. */
  amount: string
  /** Number of parts of payments, at least 1. */
  parts: number
}

/** Overdue money by days late: all open items with the same `days_late` are one row. */
export type OverdueRow = {
  /** Whole days since the due date, at least 1. */
  days_late: number
  /** The open amount, a decimal string above 0. */
  amount: string
  items: number
}

/**
 * The state of an account's ledger at one time: the only input of the model `internal`. It has no personal data and no
 * clock, so a snapshot always has the same score (contract M61). Rows are grouped by days, so a snapshot stays small (ADR
 * 0056).
 */
export type CreditSnapshot = {
  /** The moment, ISO 8601 in UTC. */
  as_of: string
  /** ISO 4217, lower case: of all amounts here. */
  currency_code: string
  /** A decimal string; `null` if no limit is agreed. */
  credit_limit: string | null
  /** The balance; negative if the customer has a credit. */
  balance: string
  /** The amount held by open orders, at least 0. */
  held: string
  /** Days since the first purchase on account; `null` without any. */
  tenure_days: number | null
  /** Payments of items due in the last 24 months. */
  paid: PaidRow[]
  /** Overdue items. */
  overdue: OverdueRow[]
  /** Purchases on account of the last 12 months. */
  charges: { count: number; amount: string }
  /** Reversed payments of the last 12 months, such as returned debits. */
  reversed_payments: number
}
