import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { changeContact, getContact, removeContact } from "../../../../../../workflows/customers/contacts"
import { type ContactChangeType, toContact, toDeletedContact } from "../../../../../contacts"
import { pathId } from "../../../../../validate"

/** One contact (CONTRACT R20); another customer's is 404. */
export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const contact = await getContact(req.scope, pathId(req, "Customer"), contactId(req))
  res.json({ contact: toContact(contact) })
}

/** Changes what is given and leaves the rest. */
export async function POST(req: MedusaRequest<ContactChangeType>, res: MedusaResponse): Promise<void> {
  const contact = await changeContact(req.scope, pathId(req, "Customer"), contactId(req), req.validatedBody)
  res.json({ contact: toContact(contact) })
}

export const PATCH = POST
export const PUT = POST

/** Removes it; the oldest left becomes primary where it was. */
export async function DELETE(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const id = contactId(req)
  await removeContact(req.scope, pathId(req, "Customer"), id)
  res.json(toDeletedContact(id))
}

const contactId = (req: MedusaRequest) => pathId(req, "Contact", "contact_id")
