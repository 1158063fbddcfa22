import type { ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { displayName, listProfilesOf } from "./display-name"

/** Names of customers, including deleted ones; without a name, the email address. */
export async function namesOf(container: MedusaContainer, ids: readonly string[]): Promise<Map<string, string | null>> {
  if (ids.length === 0) {
    return new Map()
  }
  const [customers, profiles] = await Promise.all([
    container
      .resolve<ICustomerModuleService>(Modules.CUSTOMER)
      .listCustomers({ id: [...ids] }, { withDeleted: true, take: ids.length }),
    listProfilesOf(container, ids),
  ])
  const ofCustomer = new Map(profiles.map((profile) => [profile.customer_id, profile]))
  return new Map(
    customers.map((one) => [one.id, displayName(one, ofCustomer.get(one.id)) ?? (one.email || null)] as const),
  )
}
