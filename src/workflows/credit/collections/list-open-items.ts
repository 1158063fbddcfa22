import type { MedusaContainer } from "@medusajs/framework/types"
import { CREDIT_MODULE, type CreditModuleService, type OpenItem } from "../../../modules/credit"
import { namesOf } from "../../shared/customers/names-of-customers"
import { numbersOf } from "../../shared/orders/numbers-of-orders"

/** An open item with what its account's customer is called, and the number that shopper and shop know the order by. */
export type NamedOpenItem = OpenItem & { account_name: string | null; order_display_id: number | null }

/** What all accounts owe, the item that is due first at the top (CONTRACT R28). @throws as {@link CreditModuleService.listOpenItems} */
export async function listOpenItems(
  container: MedusaContainer,
  query: Parameters<CreditModuleService["listOpenItems"]>[0],
): Promise<{ receivables: NamedOpenItem[]; next_cursor: string | null }> {
  const { receivables, next_cursor } = await container.resolve<CreditModuleService>(CREDIT_MODULE).listOpenItems(query)
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
