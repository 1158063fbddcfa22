import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { addContact, listContacts } from "../../../../../workflows/customers/contacts"
import { type ContactPageType, type NewContactType, toContact } from "../../../../contacts"
import { pathId } from "../../../../validate"

/** A customer's contacts, the primary one first (CONTRACT R20). */
export async function GET(req: MedusaRequest<unknown, ContactPageType>, res: MedusaResponse): Promise<void> {
  const page = req.validatedQuery
  const { contacts, count } = await listContacts(req.scope, pathId(req, "Customer"), page)
  res.json({ contacts: contacts.map(toContact), count, ...page })
}

/** Adds one; the first becomes primary. The same email address twice is 400 on `email`. */
export async function POST(req: MedusaRequest<NewContactType>, res: MedusaResponse): Promise<void> {
  const contact = await addContact(req.scope, pathId(req, "Customer"), req.validatedBody)
  res.status(201).json({ contact: toContact(contact) })
}
