import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { removeContactWorkflow, updateContactWorkflow } from "../../../../../../workflows/customers/contact-workflows"
import { getContact } from "../../../../../../workflows/customers/list-contacts"
import { toContact, toDeletedContact } from "../../../../../shared/contact-answers"
import { bodyAsGiven, pathId } from "../../../../../shared/validate"

/** Returns a contact (contract R20). A contact of another customer is 404. */
export async function GET(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/contacts/:contact_id">>,
): Promise<void> {
  const contact = await getContact(req.scope, pathId(req, "Customer"), contactId(req))
  res.json({ contact: toContact(contact) })
}

/** Changes the given fields and keeps the others. */
export async function POST(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"POST /admin/customers/:id/contacts/:contact_id">>,
): Promise<void> {
  const { result: contact } = await updateContactWorkflow(req.scope).run({
    input: { customer_id: pathId(req, "Customer"), id: contactId(req), contact: bodyAsGiven(req) },
  })
  res.json({ contact: toContact(contact) })
}

export const PATCH = POST
export const PUT = POST

/** Removes a contact. If it was the primary contact, the oldest other contact becomes primary. */
export async function DELETE(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"DELETE /admin/customers/:id/contacts/:contact_id">>,
): Promise<void> {
  const id = contactId(req)
  await removeContactWorkflow(req.scope).run({ input: { customer_id: pathId(req, "Customer"), id } })
  res.json(toDeletedContact(id))
}

const contactId = (req: MedusaRequest) => pathId(req, "Contact", "contact_id")
