import type { MedusaContainer } from "@medusajs/framework/types"
import { type AgedAccount, type Aging, CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import { namesOf } from "../../shared/customers/names-of-customers"

/** The ageing with the names of the accounts' customers; `null` for a customer without a name. */
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
