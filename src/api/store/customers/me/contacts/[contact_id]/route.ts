import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { changeContact, getContact, removeContact } from "../../../../../../workflows/customers/contacts"
import { type ContactChangeType, toContact, toDeletedContact } from "../../../../../contacts"
import { pathId } from "../../../../../validate"

/** One of a signed-in customer's own contacts (CONTRACT R19); somebody else's is 404 (M38). */
export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const contact = await getContact(req.scope, req.auth_context.actor_id, contactId(req))
  res.json({ contact: toContact(contact) })
}

/** Changes what is given and leaves the rest. */
export async function POST(req: AuthenticatedMedusaRequest<ContactChangeType>, res: MedusaResponse): Promise<void> {
  const contact = await changeContact(req.scope, req.auth_context.actor_id, contactId(req), req.validatedBody)
  res.json({ contact: toContact(contact) })
}

export const PATCH = POST
export const PUT = POST

/** Removes it. */
export async function DELETE(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const id = contactId(req)
  await removeContact(req.scope, req.auth_context.actor_id, id)
  res.json(toDeletedContact(id))
}

const contactId = (req: AuthenticatedMedusaRequest) => pathId(req, "Contact", "contact_id")
