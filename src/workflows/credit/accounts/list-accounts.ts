import type { MedusaContainer } from "@medusajs/framework/types"
import { type AccountRow, CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import { findCustomers } from "../../shared/customers/find-customers"
import { namesOf } from "../../shared/customers/names-of-customers"

/** An account in a list of all. `name`: its customer's name, else the email address; `null` without both. */
export type ListedAccount = Omit<AccountRow, "customer_id"> & { account_id: string; name: string | null }

/** Maximum customers of a search that count, the newest first. */
const MOST_FOUND = 1000

type ListRequest = Omit<Parameters<CreditModuleService["listAllAccounts"]>[0], "account_ids"> & {
  q?: string | undefined
}

/**
 * Lists all credit accounts, the highest balance first (contract R22).
 *
 * @param query `q`: only accounts of customers that the search of the customers' list finds. The newest 1,000 of them count
 * @throws as {@link CreditModuleService.listAllAccounts}
 */
export async function listCreditAccounts(
  container: MedusaContainer,
  { q, ...query }: ListRequest,
): Promise<{ accounts: ListedAccount[]; next_cursor: string | null }> {
  const account_ids = q === undefined ? undefined : await findCustomers(container, q, MOST_FOUND)
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const { accounts, next_cursor } = await credit.listAllAccounts({ ...query, account_ids })
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
