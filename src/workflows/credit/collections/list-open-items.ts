import type { MedusaContainer } from "@medusajs/framework/types"
import { CREDIT_MODULE, type CreditModuleService, type OpenItem } from "../../../modules/credit"
import { findCustomers } from "../../shared/customers/find-customers"
import { namesOf } from "../../shared/customers/names-of-customers"
import { numbersOf } from "../../shared/orders/numbers-of-orders"

/** An open item with the customer's name and the order number. */
export type NamedOpenItem = OpenItem & { account_name: string | null; order_display_id: number | null }

/** Maximum customers of a search that count, the newest first. */
const MOST_FOUND = 1000

type ListRequest = Omit<Parameters<CreditModuleService["listOpenItems"]>[0], "account_ids"> & { q?: string | undefined }

/**
 * Lists the open items of all accounts, the earliest due date first (contract R28).
 *
 * @param query `q`: only items of customers that the search of the customers' list finds. The newest 1,000 of them count
 * @throws as {@link CreditModuleService.listOpenItems}
 */
export async function listOpenItems(
  container: MedusaContainer,
  { q, ...query }: ListRequest,
): Promise<{ receivables: NamedOpenItem[]; next_cursor: string | null }> {
  const account_ids = q === undefined ? undefined : await findCustomers(container, q, MOST_FOUND)
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const { receivables, next_cursor } = await credit.listOpenItems({ ...query, account_ids })
  const [names, numbers] = await Promise.all([
    namesOf(container, [...new Set(receivables.map(({ account_id }) => account_id))]),
    numbersOf(
      container,
      receivables.flatMap(({ order_id }) => order_id ?? []),
    ),
  ])
  return {
    receivables: receivables.map((one) => ({
      ...one,
      account_name: names.get(one.account_id) ?? null,
      order_display_id: numbers.get(one.order_id ?? "") ?? null,
    })),
    next_cursor,
  }
}
