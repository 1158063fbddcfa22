import type { Contact } from "../../modules/contact"

/** A contact for clients: with the number as it was typed, without the customer's id, which is in the path. */
export function toContact(contact: Contact) {
  const { id, customer_id, name, title, email, phone, phone_original, is_primary, created_at, updated_at } = contact
  return { id, customer_id, name, title, email, phone, phone_original, is_primary, created_at, updated_at }
}

/** Contract R20; the message is that of the third API document. */
export function toDeletedContact(id: string) {
  return { id, object: "contact", deleted: true, message: "Contact successfully removed" }
}
