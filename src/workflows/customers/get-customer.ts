import type { MedusaContainer } from "@medusajs/framework/types"
import { clienteleError } from "../../kernel/errors"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"
import { listCustomerViews } from "./list-customer-views"

type Shown = Awaited<ReturnType<typeof listCustomerViews>>[number]

/** One customer with all details (contract R5). @throws `not_found` */
export async function getCustomer(
  container: MedusaContainer,
  id: string,
  { withDeleted = false }: { withDeleted?: boolean } = {},
): Promise<Shown> {
  const [customer] = await listCustomerViews(container, [id], { detail: true, withDeleted })
  if (!customer) {
    throw clienteleError("not_found", "Customer not found")
  }
  return customer
}

/** The same by the id in the merchant's own system, live customers only (contract R6). @throws `not_found` */
export async function getCustomerByExternalId(container: MedusaContainer, externalId: string): Promise<Shown> {
  const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
  const profile = await profiles.findByExternalId(externalId)
  if (!profile) {
    throw clienteleError("not_found", "Customer not found")
  }
  return getCustomer(container, profile.customer_id)
}
