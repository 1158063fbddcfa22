import type { MedusaResponse } from "@medusajs/framework/http"
import { decimal } from "../../kernel/money"
import type { StatementView } from "../../workflows/credit/collections/get-statement"
import { statementCsv, statementHtml } from "../../workflows/credit/collections/print-statement"
import { toAged } from "./aging-answer"
import type { StatementQueryType } from "./statement-query"

const number = (amount: string) => decimal(amount).toNumber()

/** `{statement}` as JSON. Days are of the store's calendar. */
export const toStatement = ({ opening, closing, rows, aging, ...statement }: StatementView) => ({
  ...statement,
  opening: number(opening),
  rows: rows.map((row) => ({ ...row, amount: number(row.amount), balance: number(row.balance) })),
  closing: number(closing),
  aging: toAged(aging),
})

/**
 * Answers with a statement in a format: JSON, a CSV file, or a page to print. The page can load and run nothing, regardless
 * of the names in it.
 */
export function sendStatement(
  res: MedusaResponse<{ statement: ReturnType<typeof toStatement> }>,
  statement: StatementView,
  format: StatementQueryType["format"],
): void {
  res.setHeader("cache-control", "no-store")
  res.setHeader("x-content-type-options", "nosniff")
  if (format === "csv") {
    res.setHeader("content-type", "text/csv; charset=utf-8")
    res.setHeader("content-disposition", `attachment; filename="statement-${statement.from}-${statement.to}.csv"`)
    res.send(statementCsv(statement) as never)
  } else if (format === "html") {
    res.setHeader("content-type", "text/html; charset=utf-8")
    res.setHeader(
      "content-security-policy",
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'",
    )
    res.send(statementHtml(statement) as never)
  } else {
    res.json({ statement: toStatement(statement) })
  }
}
