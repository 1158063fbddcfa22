import type { Database } from "../../kernel/database"

/** Key of the module in Medusa's container. */
export const DATA_IMPORT_MODULE = "clientele_import"

/** What files can bring. */
export const importKinds = ["points", "customers", "receivables"] as const

export type ImportKind = (typeof importKinds)[number]

/**
 * `staging`: the file is being read. `ready`: it waits for a confirmation. `applying`, `applied`: its rows are being
 * posted, or are posted. `canceled`: nothing was posted. `reversing`, `reversed`: its postings are being reversed, or are
 * reversed.
 */
export const importStatuses = ["staging", "ready", "applying", "applied", "canceled", "reversing", "reversed"] as const

export type ImportStatus = (typeof importStatuses)[number]

/**
 * `staged`: it waits. `refused`: it is not valid and is never posted. `unchanged`: an earlier file of the batch posted the
 * same. `applied`: it is posted. `reversed`: it was posted and reversed. `kept`: it is posted and could not be reversed.
 */
export const rowStates = ["staged", "refused", "unchanged", "applied", "reversed", "kept"] as const

export type RowState = (typeof rowStates)[number]

/** A problem of a row. `column`: its name in the file, `null` for the row as a whole. */
export type RowProblem = { column: string | null; message: string }

/** A file (contract R49). */
export type ImportView = {
  id: string
  kind: ImportKind
  status: ImportStatus
  file_name: string | null
  /** Files of one batch correct each other: a row that one file posted is not posted again by another. */
  batch: string
  /** The reason in the merchant's words, for rows without a reason of their own. */
  reason: string
  /** Numbers of rows. `rows` counts the whole file; `unchanged` counts rows that an earlier file of the batch posted. */
  rows: number
  refused: number
  unchanged: number
  applied: number
  reversed: number
  /** Rows that could not be reversed. */
  kept: number
  /** Points that the accepted rows add and take. Of a file of customers, `adds` is the number of new customers. */
  adds: number
  takes: number
  /** The sums of a file of receivables by currency, of the accepted rows. Decimal strings. */
  totals: { currency_code: string; amount: string }[]
  created_by: string
  created_at: Date
  confirmed_by: string | null
  confirmed_at: Date | null
  reversed_by: string | null
  /** The time when it was applied, canceled or reversed. */
  finished_at: Date | null
}

/** One line of a file. */
export type ImportRow = {
  /** The line number in the file; the header is line 1. */
  line: number
  state: RowState
  /** The cells by the names of their columns; `null` once they are deleted. */
  cells: Record<string, string> | null
  problems: RowProblem[]
  /** Id of the posted entry: of points (`pent_…`), or of a credit account. */
  entry_id: string | null
  /** The customer whom the row creates or changes, or whose account it charges; `null` for points and before it is known. */
  customer_id: string | null
  /** Whether the row created its customer. `null` before it is posted, and for other kinds. */
  is_new: boolean | null
}

/** A line as it is staged. */
export type StagedRow = {
  line: number
  cells: Record<string, string>
  problems: RowProblem[]
  /** The mailbox of the row, for privacy requests. */
  mailbox: string | null
  /** The identity of a line within a batch: the shop's reference, or the mailbox. */
  identity: string | null
  /** The sum that it brings. */
  amount: number
  /** The customer whom it will change, if that is known. */
  customer_id?: string | null
  /** Money that it brings: a decimal string. */
  money?: { currency_code: string; amount: string }
}

/** A claimed staged line. */
export type ClaimedRow = {
  line: number
  cells: Record<string, string>
  mailbox: string | null
  /** Known when the line was checked. */
  customer_id: string | null
}

/** What a line of points has posted: an entry of an account. */
export type PostedEntry = { account_id: string; version: number }

/** What a line of another kind has posted. `entry_id`: of a credit account. `is_new`: whether the line created the customer. */
export type PostedCustomer = { customer_id: string; entry_id: string | null; is_new: boolean | null }

/** Finds postings by their keys (`postingKeyOf`), in the transaction: for each that there is, its key and what it has posted. */
export type FindPosted = (db: Database, keys: readonly string[]) => Promise<({ key: string } & PostedCustomer)[]>

/** What became of a claimed line. `busy`: another session holds what it changes; it stays as it was, for a later call. */
export type AppliedRow =
  | ({ line: number; state: "applied" } & (PostedEntry | PostedCustomer))
  | { line: number; state: "refused"; problems: RowProblem[] }
  | { line: number; state: "busy" }

/** A posted line to reverse. `applied_at`: when it was posted; `null` for lines of before this was noted. */
export type PostedLine = { line: number; applied_at: Date | null } & (PostedEntry | PostedCustomer)

export type ReversedRow =
  | { line: number; state: "reversed" }
  | { line: number; state: "kept"; problems: RowProblem[] }
  | { line: number; state: "busy" }

/** What a call has claimed. `last`: the last line in the order of the claims, `null` where none was left. */
export type Claim = { claimed: number; busy: number; last: number | null }

export type NewImport = {
  kind: ImportKind
  file_name: string | null
  batch: string | null
  reason: string | null
  created_by: string
}
