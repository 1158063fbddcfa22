import type { ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { type AgedAccount, type Aging, CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import { displayName, listProfilesOf } from "../../shared/customers/display-name"

/** An ageing whose accounts have the names of their customers; `null` for a customer without one. */
export type AgingView = Omit<Aging, "accounts"> & { accounts: (AgedAccount & { name: string | null })[] }

/** @throws as {@link CreditModuleService.getAging} */
export async function findAging(
  container: MedusaContainer,
  query: Parameters<CreditModuleService["getAging"]>[0],
): Promise<AgingView> {
  const aging = await container.resolve<CreditModuleService>(CREDIT_MODULE).getAging(query)
  const names = await namesOf(
    container,
    aging.accounts.map(({ account_id }) => account_id),
  )
  const accounts = aging.accounts.map((one) => ({ ...one, name: names.get(one.account_id) ?? null }))
  return { ...aging, accounts }
}

/** What customers are called, deleted ones too; else their email addresses. */
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
