import { z } from "@medusajs/framework/zod"
import { canonicalMailbox } from "../../kernel/mailbox"
import { problemsOf, sentenceOf } from "../../kernel/sentences"
import type { RowProblem, StagedRow } from "../../modules/data_import"
import { adjustedPoints, adjustmentNote, statedReason } from "../shared/input/adjustment-fields"
import { mailbox } from "../shared/input/mailbox-field"
import { text } from "../shared/input/parse"
import type { Columns, CsvLine } from "./read-csv"

/** The columns of a file of points. */
export const pointsColumns: Columns = {
  known: ["email", "points", "expires_at", "reason", "note", "reference"],
  required: ["email", "points"],
  // Columns of our own files (refused lines, balances) that an import ignores.
  ignored: ["line", "state", "problems", "held"],
}

const points = z
  .string()
  .transform((cell) => (/^[+-]?\d{1,16}$/.test(cell) ? Number(cell) : cell))
  .pipe(adjustedPoints)

/** A day ends at midnight UTC, so the points can be used on that day. */
const expiresAt = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], "must be a day, as 2026-01-31, or a moment with its offset")
  .transform((cell) => (cell.length > 10 ? new Date(cell) : new Date(Date.parse(cell) + 86_400_000)))

/** The rules of an adjustment by hand. */
const pointsRow = z
  .strictObject({
    email: text(254)
      .pipe(mailbox)
      .refine((typed) => /^[^@\s]+@[^@\s]+$/.test(typed), "must be an email address"),
    points,
    expires_at: expiresAt.optional(),
    reason: statedReason.optional(),
    note: adjustmentNote.optional(),
    reference: text(200).optional(),
  })
  .superRefine((row, ctx) => {
    if (row.expires_at && row.points < 0) {
      ctx.addIssue({ code: "custom", path: ["expires_at"], message: "is only for points that are added" })
    }
  })

export type PointsRow = z.output<typeof pointsRow>

/** The cells of a staged line as values. */
export const parsePointsRow = (cells: Record<string, string>): PointsRow => pointsRow.parse(cells)

/** Checks the lines of one file. */
export class PointsChecker {
  readonly #lines = new Map<string, number>()
  readonly #hidden: ReadonlySet<string>
  readonly #now: Date

  /** @param hidden mailboxes that the caller must not change: those of test customers, for a live key */
  constructor(hidden: readonly string[], now: Date) {
    this.#hidden = new Set(hidden)
    this.#now = now
  }

  check({ line, cells, problem }: CsvLine): StagedRow {
    const parsed = pointsRow.safeParse(cells, { error: sentenceOf })
    const problems: RowProblem[] = problem ? [{ column: null, message: problem }] : []
    if (!parsed.success) {
      const own = problemsOf(parsed.error.issues).map(({ path: [column], sentence }) => ({
        column: column === undefined ? null : String(column),
        message: sentence,
      }))
      // Also a refused row is of a person, for privacy requests.
      const mailbox = canonicalMailbox(cells["email"])
      return { line, cells, problems: [...problems, ...own], mailbox, identity: null, amount: 0 }
    }
    const row = parsed.data
    const identity = row.reference ?? row.email
    problems.push(...this.#more(row, identity, line))
    // In another spelling it is the same row, also for a later file of the batch.
    const values = { ...cells, email: row.email, points: String(row.points) }
    return { line, cells: values, problems, mailbox: row.email, identity, amount: row.points }
  }

  #more({ email, reference, expires_at }: PointsRow, identity: string, line: number): RowProblem[] {
    const problems: RowProblem[] = []
    if (expires_at && expires_at <= this.#now) {
      problems.push({ column: "expires_at", message: "must be in the future" })
    }
    if (this.#hidden.has(email)) {
      problems.push({ column: "email", message: "is a test customer's; a live key cannot change test customers" })
    }
    const first = this.#lines.get(identity)
    if (first !== undefined) {
      const message = reference
        ? `is on line ${first}, too`
        : `is on line ${first}, too; give each line a reference of its own`
      problems.push({ column: reference ? "reference" : "email", message })
    }
    this.#lines.set(identity, first ?? line)
    return problems
  }
}
