import type { MedusaContainer } from "@medusajs/framework/types"
import { hasCode } from "../../kernel/errors"
import { canonicalMailbox } from "../../kernel/mailbox"
import { problemsOf, sentenceOf } from "../../kernel/sentences"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"
import type { RowProblem, StagedRow } from "../../modules/data_import"
import { customerBodies } from "../customers/customer-bodies"
import type { CustomerInput } from "../customers/customer-input"
import { planChange } from "../customers/plan-change"
import { problemAt, problemsIn, TERMS, toBody } from "./customer-columns"
import { findTargets, type Named, type Target } from "./find-targets"
import type { Caller } from "./kind"
import type { CsvLine } from "./read-csv"

/** The columns that say whom a line means, as they are stored. */
export const namesOf = (cells: Record<string, string>): Named => ({
  email: canonicalMailbox(cells["email"]) ?? null,
  external_id: cells["external_id"] ?? null,
})

/**
 * Checks lines of customers by the rules of `POST /admin/customer-profiles`. Two lines of a file do not mean the same
 * customer.
 */
export class CustomersChecker {
  readonly #lines = new Map<string, number>()
  readonly #container: MedusaContainer
  readonly #caller: Caller

  constructor(container: MedusaContainer, caller: Caller) {
    this.#container = container
    this.#caller = caller
  }

  async check(lines: readonly CsvLine[]): Promise<StagedRow[]> {
    const { rules } = this.#container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
    const schema = customerBodies[rules.strictLengths ? "strict" : "usual"].create
    const targets = await findTargets(
      this.#container,
      lines.map(({ cells }) => namesOf(cells)),
    )
    return lines.map((csvLine, place) => {
      const { line, cells, problem } = csvLine
      const target = targets[place] as Target
      const named = namesOf(cells)
      const parsed = schema.safeParse(toBody(cells), { error: sentenceOf })
      const problems: RowProblem[] = [
        ...(problem ? [{ column: null, message: problem }] : []),
        ...(parsed.success
          ? this.#missing(parsed.data, target, rules.requiredFields)
          : problemsOf(parsed.error.issues).map(({ path, sentence }) => problemAt(path, sentence))),
        ...this.#refusals(cells, named, target),
        ...this.#twice(named, target, line),
      ]
      return {
        line,
        // In another spelling it is the same row, also for a later file of the batch.
        cells: named.email ? { ...cells, email: named.email } : cells,
        problems,
        mailbox: named.email ?? target.mailbox,
        identity: named.external_id ?? named.email,
        amount: target.is_known ? 0 : 1,
        customer_id: this.#isHidden(target) ? null : target.customer_id,
      }
    })
  }

  /** What a new customer needs. A file clears nothing, so a customer who is there lacks nothing more afterwards. */
  #missing(input: CustomerInput, { is_known }: Target, required: readonly string[]): RowProblem[] {
    try {
      if (!is_known) {
        planChange(null, input, required)
      }
      return []
    } catch (error) {
      if (!hasCode(error, "invalid_request")) {
        throw error
      }
      return problemsIn((error as Error).message)
    }
  }

  #refusals(cells: Record<string, string>, { email, external_id }: Named, target: Target): RowProblem[] {
    const { sets_terms } = this.#caller
    const problems = [...target.problems]
    if (email === null && external_id === null) {
      problems.push({ column: "email", message: "is required, unless the line has an external_id" })
    }
    if (this.#isHidden(target)) {
      const message = "is a test customer's; a live key cannot change test customers"
      problems.push({ column: email === null ? "external_id" : "email", message })
    }
    const term = sets_terms ? undefined : TERMS.find((column) => cells[column] !== undefined)
    if (term) {
      problems.push({ column: term, message: "needs the permission clientele_credit:update" })
    }
    return problems
  }

  /** A live key changes no test customer, and its rows do not name one (contract M69). */
  #isHidden({ livemode }: Target): boolean {
    return this.#caller.live_only && !livemode
  }

  #twice(named: Named, { customer_id, problems }: Target, line: number): RowProblem[] {
    const found = (["email", "external_id"] as const).flatMap((column) => {
      const key = `${column}:${named[column]}`
      const first = this.#lines.get(key)
      if (named[column] === null) {
        return []
      }
      this.#lines.set(key, first ?? line)
      return first === undefined ? [] : [{ column, message: `is on line ${first}, too` }]
    })
    const isOne = found.length === 0 && problems.length === 0
    return isOne && customer_id !== null ? this.#sameCustomer(customer_id, line) : found
  }

  /** One line names the customer by the email address, and another by the external id. */
  #sameCustomer(customerId: string, line: number): RowProblem[] {
    const key = `customer:${customerId}`
    const first = this.#lines.get(key)
    this.#lines.set(key, first ?? line)
    return first === undefined ? [] : [{ column: null, message: `is the customer of line ${first}, too` }]
  }
}
