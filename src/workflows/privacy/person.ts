import type { ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { canonicalMailbox } from "../../kernel/mailbox"
import { CUSTOMER_PROJECTION_MODULE, type CustomerProjectionModuleService } from "../../modules/customer_projection"
import { findCustomer } from "../customers/find-customer"

/** Whom an export or an erasure is about. */
export type Person = {
  customer_id: string
  /** `null` where there is none, or where another customer has the same address, whose data must stay. */
  mailbox: string | null
}

/** Where a customer's email was: an address that no mail ever reaches (RFC 2606). */
export const anonymousEmail = (customerId: string) => `${customerId.toLowerCase()}@anonymized.invalid`

/**
 * A customer, deleted or not, as a person. An address that a second customer uses, too (a guest and an account of one
 * email, in whatever spelling), belongs to both until the first of them is gone.
 *
 * @throws `not_found`
 */
export async function findPerson(container: MedusaContainer, customerId: string): Promise<Person> {
  const { email } = await findCustomer(container, customerId, true)
  const mailbox = canonicalMailbox(email)
  const shared = mailbox !== null && (await isUsedByOthers(container, mailbox, customerId))
  return { customer_id: customerId, mailbox: shared ? null : mailbox }
}

/** Medusa compares letter by letter; the index knows every spelling, but maybe not yet of a customer made this moment. */
async function isUsedByOthers(container: MedusaContainer, mailbox: string, customerId: string): Promise<boolean> {
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  const [same, spelt] = await Promise.all([
    customers.listCustomers({ email: [mailbox] }, { select: ["id"], take: 2 }),
    projection.listCustomers({ email: mailbox }, { order: "created_at", limit: 2, offset: 0 }),
  ])
  return [...same.map(({ id }) => id), ...spelt.customer_ids].some((id) => id !== customerId)
}
