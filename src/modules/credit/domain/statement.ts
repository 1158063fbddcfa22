import type { CalendarDate } from "../../../kernel/calendar"
import { decimal } from "../../../kernel/money"
import type { AgedAmounts } from "./aging"

/** Maximum entries of one statement (ADR 0059). Request a longer period in parts. */
export const MAX_STATEMENT_ROWS = 5_000

/** An entry as the customer sees it, without the texts for admin users. */
export type StatementEntry = {
  id: string
  type: "charge" | "payment" | "credit_memo" | "adjustment" | "write_off" | "refund" | "reversal"
  amount: string
  order_id: string | null
  receivable_id: string | null
  reference: string | null
  /** The entry that this one reverses. */
  reverses: string | null
  /** The day on which the ledger wrote it, in the store's calendar. */
  posted_on: CalendarDate
  /** When the money came. */
  dated_on: CalendarDate | null
  /** The item that a charge created or changed. */
  due_on: CalendarDate | null
  po_number: string | null
}

export type StatementRow = StatementEntry & {
  /** The balance after the row. */
  balance: string
}

/** The statement of an account for a period. Signed decimal strings in `currency_code`: positive raises the balance. */
export type Statement = {
  account_id: string
  currency_code: string
  from: CalendarDate
  to: CalendarDate
  opening: string
  rows: StatementRow[]
  closing: string
  /** At the end of the period. */
  aging: AgedAmounts
}

/**
 * Adds the running balance to entries of a period: opening + Σ rows = closing.
 *
 * @param entries the oldest first
 */
export function buildStatement({
  entries,
  ...given
}: Omit<Statement, "rows" | "closing"> & { entries: readonly StatementEntry[] }): Statement {
  let balance = decimal(given.opening)
  const rows = entries.map((entry) => {
    balance = balance.plus(decimal(entry.amount))
    return { ...entry, balance: balance.toFixed() }
  })
  return { ...given, rows, closing: balance.toFixed() }
}
