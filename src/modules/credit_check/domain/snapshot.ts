/** Money that was paid, by how late: all parts of payments with the same `days_late` are one row. */
export type PaidRow = {
  /** Whole days from the due date to the payment; negative where it came before. */
  days_late: number
  /** What was paid, a decimal string above 0. */
  amount: string
  /** How many parts of payments it was, at least 1. */
  parts: number
}

/** Money that is overdue, by how late: all open items with the same `days_late` are one row. */
export type OverdueRow = {
  /** Whole days since the due date, at least 1. */
  days_late: number
  /** What is open, a decimal string above 0. */
  amount: string
  items: number
}

/**
 * What an account's ledger says at one moment: all that the model `internal` looks at. It has no personal data and no clock, so one
 * snapshot has one score for ever (contract M61). Rows are grouped by days, so a snapshot stays small (ADR 0056).
 */
export type CreditSnapshot = {
  /** The moment, ISO 8601 in UTC. */
  as_of: string
  /** ISO 4217, lower case: of all amounts here. */
  currency_code: string
  /** A decimal string; `null` where none is agreed. */
  credit_limit: string | null
  /** What the customer owes; negative where there is a credit. */
  balance: string
  /** What open orders hold, at least 0. */
  held: string
  /** Days since the first purchase on account; `null` without any. */
  tenure_days: number | null
  /** Payments on items that were due in the last 24 months. */
  paid: PaidRow[]
  /** Items that are open and past due now. */
  overdue: OverdueRow[]
  /** Purchases on account of the last 12 months. */
  charges: { count: number; amount: string }
  /** Payments of the last 12 months that were reversed, as a bank does with a returned debit. */
  reversed_payments: number
}
