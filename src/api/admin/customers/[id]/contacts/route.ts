import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { addContactWorkflow } from "../../../../../workflows/customers/contact-workflows"
import { listContacts } from "../../../../../workflows/customers/list-contacts"
import { toContact } from "../../../../shared/contact-answers"
import type { ContactPageType } from "../../../../shared/contact-validators"
import { bodyAsGiven, pathId } from "../../../../shared/validate"

/** Lists a customer's contacts, the primary contact first (contract R20). */
export async function GET(
  req: MedusaRequest<unknown, ContactPageType>,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/contacts">>,
): Promise<void> {
  const page = req.validatedQuery
  const { contacts, count } = await listContacts(req.scope, pathId(req, "Customer"), page)
  res.json({ contacts: contacts.map(toContact), count, ...page })
}

/** Adds a contact. The first contact becomes primary. A second contact with the same email address is 400 on `email`. */
export async function POST(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"POST /admin/customers/:id/contacts">>,
): Promise<void> {
  const { result: contact } = await addContactWorkflow(req.scope).run({
    input: { customer_id: pathId(req, "Customer"), contact: bodyAsGiven(req) },
  })
  res.status(201).json({ contact: toContact(contact) })
}
