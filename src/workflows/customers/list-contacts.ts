import type { MedusaContainer } from "@medusajs/framework/types"
import { CONTACT_MODULE, type Contact, type ContactModuleService } from "../../modules/contact"
import { getMedusaCustomer } from "../shared/customers/get-medusa-customer"

type Page = { contacts: Contact[]; count: number }

/** A customer's contacts, the primary one first (contract R20). @throws `not_found` for an unknown customer */
export async function listContacts(
  container: MedusaContainer,
  customerId: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<Page> {
  await getMedusaCustomer(container, customerId)
  return contacts(container).listPage(customerId, limit, offset)
}

/** @throws `not_found`, also for another customer's contact */
export async function getContact(container: MedusaContainer, customerId: string, id: string): Promise<Contact> {
  await getMedusaCustomer(container, customerId)
  return contacts(container).getContact(customerId, id)
}

const contacts = (container: MedusaContainer) => container.resolve<ContactModuleService>(CONTACT_MODULE)
