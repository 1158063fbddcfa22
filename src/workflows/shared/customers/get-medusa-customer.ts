import type { CustomerDTO, ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { clienteleError } from "../../../kernel/errors"

/**
 * Medusa's customer. A deleted one only on request, because its orders stay readable (contract R9).
 *
 * @throws `not_found`
 */
export async function getMedusaCustomer(
  container: MedusaContainer,
  id: string,
  withDeleted = false,
): Promise<CustomerDTO> {
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const [customer] = await customers.listCustomers({ id: [id] }, { withDeleted, take: 1 })
  if (!customer) {
    throw clienteleError("not_found", "Customer not found")
  }
  return customer
}
