import type { CustomerDTO, ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { errorText } from "../../../kernel/error-text"
import { CONTACT_MODULE, type Contact, type ContactModuleService } from "../../../modules/contact"
import type { CustomerProfile } from "../../../modules/customer_profile"
import {
  CUSTOMER_PROJECTION_MODULE,
  type CustomerProjectionModuleService,
  type IndexedCustomer,
} from "../../../modules/customer_projection"
import { displayName, listProfilesOf } from "./display-name"
import { byCustomer } from "./group-by-customer"

const SELECT = [
  "id",
  "email",
  "phone",
  "first_name",
  "last_name",
  "company_name",
  "has_account",
  "created_at",
  "deleted_at",
]

type CustomerRow = Pick<CustomerDTO, "id" | "email" | "has_account"> &
  Partial<Pick<CustomerDTO, "phone" | "first_name" | "last_name" | "company_name">> & {
    created_at: string | Date
    deleted_at?: string | Date | null
  }

/**
 * Updates the index rows of customers (contract R10): reads Medusa's customers, profiles and contacts, each in one read,
 * and writes the index. Safe to run at any time, any number of times and in parallel. It does not read orders; see
 * `projectOrders`.
 *
 * @param waitMs maximum wait for a row that another database session holds
 */
export async function refreshCustomers(
  container: MedusaContainer,
  customerIds: readonly string[],
  waitMs?: number,
): Promise<void> {
  const ids = [...new Set(customerIds)]
  if (ids.length === 0) {
    return
  }
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  // Draws the fencing token before the facts are read (ADR 0010).
  const reading = await projection.drawReading()
  const [customers, profiles, contacts] = await Promise.all([
    readCustomers(container, ids),
    listProfilesOf(container, ids),
    container.resolve<ContactModuleService>(CONTACT_MODULE).listContacts(ids),
  ])
  const profileOf = new Map(profiles.map((profile) => [profile.customer_id, profile]))
  const contactsOf = byCustomer(contacts)
  const indexed = customers.map((one) => toIndexed(one, profileOf.get(one.id), contactsOf.get(one.id) ?? []))
  const met = new Set(customers.map(({ id }) => id))
  await projection.saveCustomers(
    indexed,
    ids.filter((id) => !met.has(id)),
    reading,
    waitMs,
  )
}

/**
 * The same for customers that were just changed, as a part of that change. A failure is only logged, because the sweep
 * repairs it. The change must be committed, because it is read through other connections.
 */
export async function afterCustomersChanged(container: MedusaContainer, customerIds: readonly string[]): Promise<void> {
  try {
    await refreshCustomers(container, customerIds)
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: the customer index was not refreshed (${errorText(error)}); the next sweep does it`)
  }
}

async function readCustomers(container: MedusaContainer, ids: string[]): Promise<CustomerRow[]> {
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const found = await customers.listCustomers({ id: ids }, { select: SELECT, withDeleted: true, take: ids.length })
  return found as unknown as CustomerRow[]
}

function toIndexed(customer: CustomerRow, profile: CustomerProfile | undefined, contacts: Contact[]): IndexedCustomer {
  const { first_name, last_name, company_name } = customer
  const name = displayName(customer, profile)
  return {
    customer_id: customer.id,
    created_at: new Date(customer.created_at),
    email: customer.email || null,
    name: name ?? customer.email ?? "",
    phone: customer.phone ?? null,
    external_id: profile?.external_id ?? null,
    is_active: profile?.is_active ?? true,
    is_business: profile?.is_business ?? false,
    has_account: customer.has_account === true,
    livemode: profile?.livemode ?? true,
    deleted_at: customer.deleted_at ? new Date(customer.deleted_at) : null,
    texts: [
      name,
      [first_name, last_name].filter(Boolean).join(" "),
      company_name,
      customer.email,
      profile?.external_id,
      ...contacts.flatMap(({ name, email }) => [name, email]),
    ],
    phones: [
      customer.phone,
      profile?.phone_original,
      profile?.whatsapp_number,
      profile?.whatsapp_original,
      ...contacts.flatMap(({ phone, phone_original }) => [phone, phone_original]),
    ],
  }
}
