import type { ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { canonicalMailbox } from "../../kernel/mailbox"
import { CUSTOMER_PROJECTION_MODULE, type CustomerProjectionModuleService } from "../../modules/customer_projection"
import { getMedusaCustomer } from "../shared/customers/get-medusa-customer"

/** The subject of an export or an anonymisation. */
export type Person = {
  customer_id: string
  /** `null` if the customer has no email address, or if a live customer shares it and keeps its data. */
  mailbox: string | null
  /** Set if the customer was deleted and every live customer of the mailbox is newer than the deletion (ADR 0035). */
  before_successor: { mailbox: string; deleted_at: Date } | null
}

/**
 * A customer, deleted or not, as a person. Live customers with the same email address, in any spelling, share its mailbox.
 * Its data go with the last of them.
 *
 * @throws `not_found`
 */
export async function findPerson(container: MedusaContainer, customerId: string): Promise<Person> {
  const customer = await getMedusaCustomer(container, customerId, true)
  const mailbox = canonicalMailbox(customer.email)
  const others = mailbox === null ? [] : await readOtherHolders(container, mailbox, customerId)
  if (mailbox === null || others.length === 0) {
    return { customer_id: customerId, mailbox, before_successor: null }
  }
  const { deleted_at } = customer as { deleted_at?: string | Date | null }
  const deletedAt = deleted_at ? new Date(deleted_at) : null
  const succeeded = deletedAt !== null && others.every(({ created_at }) => new Date(created_at) >= deletedAt)
  return {
    customer_id: customerId,
    mailbox: null,
    before_successor: succeeded ? { mailbox, deleted_at: deletedAt } : null,
  }
}

type Holder = { id: string; created_at: string | Date }

/** Medusa compares exact text. The index has every spelling, but can lag behind a new customer. */
async function readOtherHolders(container: MedusaContainer, mailbox: string, customerId: string): Promise<Holder[]> {
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  const select = ["id", "created_at"]
  const [same, spelt] = await Promise.all([
    customers.listCustomers({ email: [mailbox] }, { select, take: 10 }),
    projection.listCustomers({ email: mailbox }, { order: "created_at", limit: 10, offset: 0 }),
  ])
  const missing = spelt.customer_ids.filter((id) => !same.some((one) => one.id === id))
  const indexed = missing.length === 0 ? [] : await customers.listCustomers({ id: missing }, { select, take: 10 })
  return [...same, ...indexed].filter(({ id }) => id !== customerId) as unknown as Holder[]
}
