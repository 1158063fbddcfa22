import type { MedusaContainer } from "@medusajs/framework/types"
import { hasCode } from "../../kernel/errors"
import { canonicalMailbox } from "../../kernel/mailbox"
import { problemsOf, sentenceOf } from "../../kernel/sentences"
import { CREDIT_MODULE, type CreditAccount, type CreditModuleService } from "../../modules/credit"
import type { RowProblem, StagedRow } from "../../modules/data_import"
import { cashInputs } from "../credit/cash/cash-input"
import type { AdjustCreditBalanceWorkflowInput } from "../credit/cash/cash-workflows"
import { completed } from "../credit/cash/posting-step"
import { type FoundAccount, findAccounts } from "./find-accounts"
import type { Caller } from "./kind"
import type { Columns, CsvLine } from "./read-csv"

/** The columns of a file of receivables. */
export const receivableColumns: Columns = {
  known: [
    ...[
      "account_id",
      "external_id",
      "email",
      "amount",
      "currency_code",
      "due_on",
      "issued_on",
      "reference",
      "po_number",
    ],
    ...["reason", "note"],
  ],
  required: ["amount", "due_on", "reference"],
  ignored: ["line", "state", "problems"],
}

type Cells = Record<string, string>

/** A line as an increase of a balance by hand. `cells` have the account's id. */
export function toAdjustment(cells: Cells, line: { key: string; reason: string }): AdjustCreditBalanceWorkflowInput {
  const { account_id = "", amount = "", currency_code, due_on, issued_on, reference, po_number, reason, note } = cells
  return {
    ...{ account_id, amount, due_on, reference, po_number, note },
    ...(currency_code === undefined ? {} : { currency_code }),
    dated_on: issued_on,
    reason: reason ?? line.reason,
    idempotency_key: line.key,
  }
}

/** Checks lines of receivables: that the account exists, and the rules of an adjustment by hand. */
export class ReceivablesChecker {
  readonly #lines = new Map<string, number>()
  readonly #credit: CreditModuleService
  readonly #container: MedusaContainer
  readonly #caller: Caller

  constructor(container: MedusaContainer, caller: Caller) {
    this.#container = container
    this.#caller = caller
    this.#credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  }

  async check(lines: readonly CsvLine[]): Promise<StagedRow[]> {
    const accounts = await findAccounts(
      this.#container,
      lines.map(({ cells }) => cells),
      this.#caller,
    )
    return lines.map((one, place) => this.#checkLine(one, accounts[place] as FoundAccount))
  }

  #checkLine(
    { line, cells, problem }: CsvLine,
    { account, problem: unknown, customer_id: named }: FoundAccount,
  ): StagedRow {
    const problems: RowProblem[] = [
      ...(problem ? [{ column: null, message: problem }] : []),
      ...(unknown ? [unknown] : []),
      ...missing(cells),
    ]
    const row = {
      ...{ line, cells, problems, amount: 0 },
      mailbox: canonicalMailbox(cells["email"]) ?? null,
      identity: cells["reference"] ?? null,
      // Also a refused row is of a person, for privacy requests.
      customer_id: named ?? null,
    }
    if (!account) {
      return row
    }
    const { customer_id, currency_code } = account
    const values: Cells = { currency_code, ...cells, account_id: customer_id }
    if (problems.length === 0) {
      problems.push(...this.#wrong(values, account, line))
    }
    const money = problems.length === 0 ? { money: { currency_code, amount: String(cells["amount"]) } } : {}
    return { ...row, cells: values, customer_id, ...money }
  }

  #wrong(cells: Cells, account: CreditAccount, line: number): RowProblem[] {
    const first = this.#lines.get(cells["reference"] as string)
    this.#lines.set(cells["reference"] as string, first ?? line)
    const twice = first === undefined ? [] : [{ column: "reference", message: `is on line ${first}, too` }]
    const given = toAdjustment(cells, { key: "import", reason: "import" })
    const parsed = cashInputs.adjustment.safeParse(given, { error: sentenceOf })
    if (!parsed.success) {
      return [...twice, ...problemsOf(parsed.error.issues).map(({ path, sentence }) => at(String(path[0]), sentence))]
    }
    try {
      this.#credit.checkIncrease(completed(parsed.data), account.currency_code)
      return twice
    } catch (error) {
      if (!hasCode(error, "invalid_request") && !hasCode(error, "currency_mismatch")) {
        throw error
      }
      return [...twice, problemIn((error as Error).message)]
    }
  }
}

const missing = (cells: Cells): RowProblem[] =>
  receivableColumns.required.flatMap((column) =>
    cells[column] === undefined ? [{ column, message: "is required" }] : [],
  )

/** A field of an adjustment is a column, except for the day, which has a name of its own. */
const at = (field: string, message: string): RowProblem => {
  const column = field === "dated_on" ? "issued_on" : field
  return receivableColumns.known.includes(column)
    ? { column, message }
    : { column: null, message: `${field}: ${message}` }
}

/** The problem in the message of a refusal, `field: sentence`. */
export function problemIn(message: string): RowProblem {
  const [, field, sentence] = /^(\w+): (.*)$/s.exec(message) ?? []
  return field === undefined ? { column: null, message } : at(field, String(sentence))
}
