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
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const config = { select: ["id", "email"], withDeleted, take: 1 }
  const [customer] = await customers.listCustomers({ id: [customerId] }, config)
  if (!customer) {
    throw clienteleError("not_found", `Customer not found: ${customerId}`)
  }
  return canonicalMailbox(customer.email)
}
