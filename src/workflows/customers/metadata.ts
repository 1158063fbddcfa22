import type { ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { checkMetadata, type Metadata, mergeMetadata } from "../../modules/customer_profile"

/**
 * Asserts that a customer's metadata stays within its limit once it is merged with a change (CONTRACT R7).
 *
 * @param customerId none for a customer who is to be made; an unknown one has no metadata
 * @throws `metadata_too_large`
 */
export async function checkNewMetadata(
  container: MedusaContainer,
  customerId: string | undefined,
  change: Metadata,
): Promise<void> {
  const before = await readMetadata(container, customerId)
  checkMetadata(mergeMetadata(before, change), before)
}

async function readMetadata(container: MedusaContainer, id: string | undefined): Promise<Metadata | null> {
  if (!id) {
    return null
  }
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const [customer] = await customers.listCustomers({ id }, { select: ["id", "metadata"] })
  return customer?.metadata ?? null
}
