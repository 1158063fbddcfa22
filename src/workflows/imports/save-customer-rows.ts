import type { MedusaContainer } from "@medusajs/framework/types"
import { hasCode } from "../../kernel/errors"
import { CONTACT_MODULE, type ContactModuleService } from "../../modules/contact"
import type { AppliedRow, ClaimedRow, ImportView, PostedLine, ReversedRow, RowProblem } from "../../modules/data_import"
import {
  type CreateCustomerProfileWorkflowInput,
  createCustomerProfileWorkflow,
  deleteCustomerProfileWorkflow,
  updateCustomerProfileWorkflow,
} from "../customers/profile-workflows"
import { type CustomerBody, problemsIn, toBody } from "./customer-columns"
import { customerObstacles } from "./customer-obstacles"
import { namesOf } from "./customer-rows"
import { findTargets, type Target } from "./find-targets"
import { isHeld } from "./locked-customers"
import { refusalOf, waiting } from "./row-refusals"

type Body = CreateCustomerProfileWorkflowInput["customer"]

/** The actor of a customer that a line creates: by it a line finds its own customer again after a kill (ADR 0079). */
const creatorOf = (importId: string, line: number) => `${importId}:${line}`

/**
 * Creates or changes the customer of a line by the routes' own workflows, outside of the transaction that has claimed the
 * line. A line whose process was killed is done again: it finds the customer that it created, and writes the same fields.
 */
export async function saveCustomerRow(
  container: MedusaContainer,
  { id: importId, confirmed_by, created_by }: ImportView,
  { line, cells }: ClaimedRow,
): Promise<AppliedRow> {
  const creator = creatorOf(importId, line)
  const [target] = (await findTargets(container, [namesOf(cells)])) as [Target]
  if (target.problems.length > 0) {
    return { line, state: "refused", problems: target.problems }
  }
  if (target.is_unfinished || (await isHeld(container, target.written))) {
    return { line, state: "busy" }
  }
  try {
    const saved = target.customer_id
      ? {
          ...(await change(container, target.customer_id, toBody(cells), confirmed_by ?? created_by)),
          is_new: target.created_by === creator,
        }
      : await create(container, toBody(cells), creator)
    return { line, state: "applied", ...saved, entry_id: null }
  } catch (error) {
    const message = refusalOf(error)
    return message === undefined
      ? waiting(container, line, error)
      : { line, state: "refused", problems: problemsIn(message) }
  }
}

async function create(container: MedusaContainer, body: CustomerBody, actor_id: string) {
  const { result } = await createCustomerProfileWorkflow(container).run({ input: { customer: body as Body, actor_id } })
  return { customer_id: result.id, is_new: !result.adopted }
}

async function change(container: MedusaContainer, id: string, body: CustomerBody, actor_id: string) {
  const { contacts, ...customer } = body
  const listed = contacts ? { contacts: [await withId(container, id, contacts[0])] } : {}
  const input = { id, customer: { ...customer, ...listed } as Body, actor_id }
  await updateCustomerProfileWorkflow(container).run({ input })
  return { customer_id: id }
}

/** A contact with the same email address, else with the same name, is changed and not added a second time. */
async function withId(container: MedusaContainer, customerId: string, given: Record<string, string>) {
  const known = await container.resolve<ContactModuleService>(CONTACT_MODULE).listContacts([customerId])
  const email = given["email"]?.toLowerCase()
  const same = known.find((one) => (email ? one.email?.toLowerCase() === email : one.name === given["name"]))
  return same ? { ...given, id: same.id } : given
}

/** Deletes the customers that lines have created, by the routes' own workflow. Customers who were there before are kept. */
export async function deleteCustomerRows(
  container: MedusaContainer,
  lines: readonly PostedLine[],
): Promise<ReversedRow[]> {
  const obstacles = await customerObstacles(container, lines)
  const rows: ReversedRow[] = []
  for (const [place, one] of lines.entries()) {
    const problem = "is_new" in one && one.is_new ? obstacles[place] : CHANGED
    rows.push(
      problem || !("is_new" in one)
        ? { line: one.line, state: "kept", problems: problem ? [problem] : [] }
        : await deleteRow(container, one.line, one.customer_id),
    )
  }
  return rows
}

const CHANGED: RowProblem = {
  column: null,
  message: "changed a customer who was there before; correct the customer by hand",
}

async function deleteRow(container: MedusaContainer, line: number, id: string): Promise<ReversedRow> {
  if (await isHeld(container, [id])) {
    return { line, state: "busy" }
  }
  try {
    await deleteCustomerProfileWorkflow(container).run({ input: { id } })
    return { line, state: "reversed" }
  } catch (error) {
    if (hasCode(error, "not_found")) {
      return { line, state: "reversed" }
    }
    const message = refusalOf(error)
    return message === undefined
      ? waiting(container, line, error)
      : { line, state: "kept", problems: [{ column: null, message }] }
  }
}
