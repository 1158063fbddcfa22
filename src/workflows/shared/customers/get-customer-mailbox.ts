import type { ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { clienteleError } from "../../../kernel/errors"
import { canonicalMailbox } from "../../../modules/points"

/**
 * The mailbox of a customer's points (contract R31), `null` for a customer without an email. For a deleted customer only on
 * request, because the ledger stays readable (R9).
 *
 * @throws `not_found`
 */
export async function getCustomerMailbox(
  container: MedusaContainer,
  customerId: string,
  withDeleted = false,
): Promise<string | null> {
  const customer = await findCustomer(container, customerId, withDeleted)
  if (!customer) {
    throw clienteleError("not_found", `Customer not found: ${customerId}`)
  }
  return canonicalMailbox(customer.email)
}

/**
 * The mailbox of the customer of a session, `null` also if the customer was deleted: Medusa cannot revoke tokens, and the
 * shopper is a guest then.
 */
export async function findSessionMailbox(container: MedusaContainer, customerId: string): Promise<string | null> {
  return canonicalMailbox((await findCustomer(container, customerId, false))?.email)
}

async function findCustomer(container: MedusaContainer, customerId: string, withDeleted: boolean) {
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const config = { select: ["id", "email"], withDeleted, take: 1 }
  return (await customers.listCustomers({ id: [customerId] }, config))[0]
}
