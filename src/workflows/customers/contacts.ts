import type { MedusaContainer } from "@medusajs/framework/types"
import { CONTACT_MODULE, type Contact, type ContactFields, type ContactModuleService } from "../../modules/contact"
import { emit } from "../events"
import { customerEvents } from "./events"
import { findCustomer } from "./find-customer"
import { afterCustomersChanged } from "./refresh"

type Page = { contacts: Contact[]; count: number }

/** A customer's contacts, the primary one first (CONTRACT R20). @throws `not_found` for an unknown customer */
export async function listContacts(
  container: MedusaContainer,
  customerId: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<Page> {
  await findCustomer(container, customerId)
  return contacts(container).listPage(customerId, limit, offset)
}

/** @throws `not_found`, also for another customer's contact */
export async function getContact(container: MedusaContainer, customerId: string, id: string): Promise<Contact> {
  await findCustomer(container, customerId)
  return contacts(container).getContact(customerId, id)
}

/** Adds a contact; the first one of a customer becomes primary. @throws `not_found`, `invalid_request` */
export async function addContact(
  container: MedusaContainer,
  customerId: string,
  fields: ContactFields,
): Promise<Contact> {
  await findCustomer(container, customerId)
  const [contact] = (await contacts(container).createContacts(customerId, [fields])) as [Contact]
  await tell(container, customerEvents.CONTACT_CREATED, contact)
  return contact
}

/** Changes what is given. @throws `not_found`, `invalid_request` */
export async function changeContact(
  container: MedusaContainer,
  customerId: string,
  id: string,
  change: Partial<ContactFields>,
): Promise<Contact> {
  await findCustomer(container, customerId)
  const contact = await contacts(container).updateContact(customerId, id, change)
  await tell(container, customerEvents.CONTACT_UPDATED, contact)
  return contact
}

/** Removes a contact; the oldest left takes over where it was the primary one. @throws `not_found` */
export async function removeContact(container: MedusaContainer, customerId: string, id: string): Promise<void> {
  await findCustomer(container, customerId)
  await contacts(container).deleteContact(customerId, id)
  await tell(container, customerEvents.CONTACT_DELETED, { id, customer_id: customerId })
}

const contacts = (container: MedusaContainer) => container.resolve<ContactModuleService>(CONTACT_MODULE)

async function tell(
  container: MedusaContainer,
  name: (typeof customerEvents)["CONTACT_CREATED" | "CONTACT_UPDATED" | "CONTACT_DELETED"],
  { id, customer_id }: Pick<Contact, "id" | "customer_id">,
): Promise<void> {
  await afterCustomersChanged(container, [customer_id])
  await emit(container, [{ name, data: { id, customer_id, customer_ids: [customer_id] } }])
}
