import type { MedusaContainer } from "@medusajs/framework/types"
import { hasCode } from "../../kernel/errors"
import { CREDIT_MODULE, type CreditModuleService } from "../../modules/credit"
import {
  type AppliedRow,
  type ClaimedRow,
  type ImportView,
  type PostedLine,
  postingKeyOf,
  type ReversedRow,
  type RowProblem,
} from "../../modules/data_import"
import { adjustCreditBalanceWorkflow } from "../credit/cash/cash-workflows"
import { reverseCreditEntryWorkflow } from "../credit/cash/receivable-workflows"
import type { Kind } from "./kind"
import { problemIn, ReceivablesChecker, receivableColumns, toAdjustment } from "./receivable-rows"
import { refusalOf, waiting } from "./row-refusals"

/** Lines of one transaction. Each is posted in a transaction of its own, so this bounds how long the lines are claimed. */
const CHUNK = 20

/** Opening receivables of credit accounts (contract R49, ADR 0079). */
export const receivablesKind: Kind = {
  columns: receivableColumns,
  checker(container, caller) {
    const checker = new ReceivablesChecker(container, caller)
    return (lines) => checker.check(lines)
  },
  poster(container) {
    // Each posting waits five seconds for its account: the other lines of an account that is held do not wait again.
    const held = new Set<string>()
    const oneByOne = async <Line extends { line: number }, Row>(
      lines: readonly Line[],
      accountOf: (line: Line) => string,
      work: (line: Line) => Promise<Row | Busy>,
    ) => {
      const rows: (Row | Busy)[] = []
      for (const line of lines) {
        const account = accountOf(line)
        const row = held.has(account) ? busy(line) : await work(line)
        if ((row as Busy).state === "busy") {
          held.add(account)
        }
        rows.push(row)
      }
      return { rows }
    }
    return {
      size: CHUNK,
      apply: (_db, view, lines) =>
        oneByOne<ClaimedRow, AppliedRow>(
          lines,
          ({ customer_id }) => customer_id ?? "",
          (line) => postRow(container, view, line),
        ),
      takeBack: (_db, view, lines) =>
        oneByOne<PostedLine, ReversedRow>(
          lines,
          (line) => chargeOf(line).account_id,
          (line) => takeBackRow(container, view, line),
        ),
    }
  },
  async obstacles(container, lines) {
    const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
    const states = await credit.listChargeStates(lines.map(chargeOf))
    return states.map((state) => (state === "paid" ? PAID : null))
  },
  inUse: (rows) => (rows === 1 ? "1 receivable is in use" : `${rows} receivables are in use`),
}

type Busy = { line: number; state: "busy" }

const busy = ({ line }: { line: number }): Busy => ({ line, state: "busy" })

const PAID: RowProblem = { column: "amount", message: "is paid or written off, in whole or in part" }

function chargeOf(line: PostedLine): { account_id: string; entry_id: string } {
  return "customer_id" in line
    ? { account_id: line.customer_id, entry_id: line.entry_id ?? "" }
    : { account_id: "", entry_id: "" }
}

/** Posts a line once: the entry's key is the line of the import. */
async function postRow(
  container: MedusaContainer,
  { id, reason, confirmed_by, created_by }: ImportView,
  { line, cells }: ClaimedRow,
): Promise<AppliedRow> {
  const adjustment = toAdjustment(cells, { key: postingKeyOf(id, line), reason })
  try {
    const { result } = await adjustCreditBalanceWorkflow(container).run({
      input: { ...adjustment, actor_id: confirmed_by ?? created_by },
    })
    const account = { customer_id: adjustment.account_id, entry_id: result.id, is_new: null }
    return { line, state: "applied", ...account }
  } catch (error) {
    const message = refusalOf(error)
    return message === undefined
      ? waiting(container, line, error)
      : { line, state: "refused", problems: [problemIn(message)] }
  }
}

/** Reverses the entry of a line while nothing is allocated to its item. */
async function takeBackRow(
  container: MedusaContainer,
  { id, reversed_by, created_by }: ImportView,
  posted: PostedLine,
): Promise<ReversedRow> {
  const { line } = posted
  try {
    await reverseCreditEntryWorkflow(container).run({
      input: {
        ...chargeOf(posted),
        while_unpaid: true,
        reason: `Reversal of import ${id}`,
        actor_id: reversed_by ?? created_by,
        idempotency_key: `import-reversal:${id}:${line}`,
      },
    })
    return { line, state: "reversed" }
  } catch (error) {
    if (hasCode(error, "entry_reversed")) {
      return { line, state: "reversed" }
    }
    const message = refusalOf(error)
    if (message === undefined) {
      return waiting(container, line, error)
    }
    const problem = hasCode(error, "receivable_paid") ? PAID : { column: null, message }
    return { line, state: "kept", problems: [problem] }
  }
}
