import type { ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { canonicalMailbox } from "../../kernel/mailbox"
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
 * email), belongs to both until the first of them is gone.
 *
 * @throws `not_found`
 */
export async function findPerson(container: MedusaContainer, customerId: string): Promise<Person> {
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const { email } = await findCustomer(container, customerId, true)
  const mailbox = canonicalMailbox(email)
  const same = mailbox ? await customers.listCustomers({ email: [mailbox] }, { select: ["id"], take: 2 }) : []
  return { customer_id: customerId, mailbox: same.some(({ id }) => id !== customerId) ? null : mailbox }
}
