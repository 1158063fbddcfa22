import type { CustomerDTO, MedusaContainer } from "@medusajs/framework/types"
import {
  CUSTOMER_PROFILE_MODULE,
  type CustomerProfile,
  type CustomerProfileModuleService,
  NO_NAMES,
  nameOf,
} from "../../../modules/customer_profile"

/** The profiles of these customers. Customers without one are left out. One query. */
export async function listProfilesOf(container: MedusaContainer, ids: readonly string[]): Promise<CustomerProfile[]> {
  return container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE).listProfiles(ids)
}

type Names = Partial<Pick<CustomerDTO, "first_name" | "last_name" | "company_name">>

/** The name of a customer (contract R3), with or without a profile. */
export function displayName(customer: Names, profile: CustomerProfile | undefined): string | null {
  const { first_name = null, last_name = null, company_name = null } = customer
  const { name = null, name_basis = null, is_business = false } = profile ?? {}
  return nameOf({ ...NO_NAMES, first_name, last_name, company_name, name, name_basis, is_business })
}
