import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { addContactWorkflow } from "../../../../../workflows/customers/contact-workflows"
import { listContacts } from "../../../../../workflows/customers/list-contacts"
import { toContact } from "../../../../shared/contact-answers"
import type { ContactPageType } from "../../../../shared/contact-validators"
import { bodyAsGiven } from "../../../../shared/validate"

/** Lists the signed-in customer's own contacts (contract R19). */
export async function GET(
  req: AuthenticatedMedusaRequest<unknown, ContactPageType>,
  res: MedusaResponse<Answer<"GET /store/customers/me/contacts">>,
): Promise<void> {
  const page = req.validatedQuery
  const { contacts, count } = await listContacts(req.scope, req.auth_context.actor_id, page)
  res.json({ contacts: contacts.map(toContact), count, ...page })
}

/** Adds a contact to the signed-in customer. */
export async function POST(
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<Answer<"POST /store/customers/me/contacts">>,
): Promise<void> {
  const { result: contact } = await addContactWorkflow(req.scope).run({
    input: { customer_id: req.auth_context.actor_id, contact: bodyAsGiven(req) },
  })
  res.status(201).json({ contact: toContact(contact) })
}
