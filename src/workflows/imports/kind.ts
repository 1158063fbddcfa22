import type { MedusaContainer } from "@medusajs/framework/types"
import type { Database } from "../../kernel/database"
import type {
  AppliedRow,
  ClaimedRow,
  ImportView,
  PostedLine,
  ReversedRow,
  RowProblem,
  StagedRow,
} from "../../modules/data_import"
import type { Columns, CsvLine } from "./read-csv"

/** What a caller may change by a file. */
export type Caller = {
  /** Mailboxes that the caller must not change: those of test customers, for a live key. */
  hidden: readonly string[]
  /** Whether the caller sees live customers only: a live key. */
  live_only: boolean
  /** Whether the caller may set credit terms. */
  sets_terms: boolean
}

/** What became of claimed lines. `announce`: to call after the commit. */
export type Outcome<Row> = { rows: Row[]; announce?: (() => Promise<void>) | undefined }

/** Posts the lines of one kind, and takes them back, in the transaction that has claimed them. */
export type Poster = {
  /** Lines of a transaction. */
  size: number
  /** @param passBusy reports lines as busy that another session holds, in place of waiting for it (contract M48) */
  apply(db: Database, view: ImportView, lines: readonly ClaimedRow[], passBusy: boolean): Promise<Outcome<AppliedRow>>
  takeBack(
    db: Database,
    view: ImportView,
    lines: readonly PostedLine[],
    passBusy: boolean,
  ): Promise<Outcome<ReversedRow>>
}

/** What a file can bring (ADR 0079). */
export type Kind = {
  columns: Columns
  /** Checks the lines of one file, some hundreds at a time, in their order. */
  checker(container: MedusaContainer, caller: Caller): (lines: readonly CsvLine[]) => Promise<StagedRow[]>
  poster(container: MedusaContainer): Poster
  /** For each posted line why it prevents the reversal of its import; `null` where it does not. Writes nothing. */
  obstacles(container: MedusaContainer, lines: readonly PostedLine[]): Promise<(RowProblem | null)[]>
  /** The beginning of the refusal: what is in use. */
  inUse(rows: number): string
}
