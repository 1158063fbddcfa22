import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { removeContactWorkflow, updateContactWorkflow } from "../../../../../../workflows/customers/contact-workflows"
import { getContact } from "../../../../../../workflows/customers/list-contacts"
import { toContact, toDeletedContact } from "../../../../../shared/contact-answers"
import { bodyAsGiven, pathId } from "../../../../../shared/validate"

/** Returns a contact of the signed-in customer (contract R19). A contact of another customer is 404 (M38). */
export async function GET(
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<Answer<"GET /store/customers/me/contacts/:contact_id">>,
): Promise<void> {
  const contact = await getContact(req.scope, req.auth_context.actor_id, contactId(req))
  res.json({ contact: toContact(contact) })
}

/** Changes the given fields and keeps the others. */
export async function POST(
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<Answer<"POST /store/customers/me/contacts/:contact_id">>,
): Promise<void> {
  const { result: contact } = await updateContactWorkflow(req.scope).run({
    input: { customer_id: req.auth_context.actor_id, id: contactId(req), contact: bodyAsGiven(req) },
  })
  res.json({ contact: toContact(contact) })
}

export const PATCH = POST
export const PUT = POST

/** Removes a contact. */
export async function DELETE(
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<Answer<"DELETE /store/customers/me/contacts/:contact_id">>,
): Promise<void> {
  const id = contactId(req)
  await removeContactWorkflow(req.scope).run({ input: { customer_id: req.auth_context.actor_id, id } })
  res.json(toDeletedContact(id))
}

const contactId = (req: AuthenticatedMedusaRequest) => pathId(req, "Contact", "contact_id")
