import type { MedusaContainer } from "@medusajs/framework/types"
import { type AccountRow, CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import { namesOf } from "../../shared/customers/names-of-customers"

/** An account in a list of all. `name`: its customer's, else the email address; `null` without either. */
export type ListedAccount = Omit<AccountRow, "customer_id"> & { account_id: string; name: string | null }

/** All credit accounts, the one that owes most at the top (CONTRACT R22). @throws as {@link CreditModuleService.listAllAccounts} */
export async function listCreditAccounts(
  container: MedusaContainer,
  query: Parameters<CreditModuleService["listAllAccounts"]>[0],
): Promise<{ accounts: ListedAccount[]; next_cursor: string | null }> {
  const { accounts, next_cursor } = await container.resolve<CreditModuleService>(CREDIT_MODULE).listAllAccounts(query)
  const names = await namesOf(
    container,
    accounts.map((one) => one.customer_id),
  )
  return {
    accounts: accounts.map(({ customer_id: account_id, ...one }) => ({
      account_id,
      name: names.get(account_id) ?? null,
      ...one,
    })),
    next_cursor,
  }
}
