import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { addContact, listContacts } from "../../../../../workflows/customers/contacts"
import { type ContactPageType, type NewContactType, toContact } from "../../../../contacts"

/** A signed-in customer's own contacts (CONTRACT R19). */
export async function GET(
  req: AuthenticatedMedusaRequest<unknown, ContactPageType>,
  res: MedusaResponse,
): Promise<void> {
  const page = req.validatedQuery
  const { contacts, count } = await listContacts(req.scope, req.auth_context.actor_id, page)
  res.json({ contacts: contacts.map(toContact), count, ...page })
}

/** Adds one of their own. */
export async function POST(req: AuthenticatedMedusaRequest<NewContactType>, res: MedusaResponse): Promise<void> {
  const contact = await addContact(req.scope, req.auth_context.actor_id, req.validatedBody)
  res.status(201).json({ contact: toContact(contact) })
}
