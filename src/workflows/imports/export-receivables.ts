import type { ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { CREDIT_MODULE, type CreditModuleService, type OpenItem } from "../../modules/credit"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"
import { numbersOf } from "../shared/orders/numbers-of-orders"
import { receivableColumns } from "./receivable-rows"
import { toCsv } from "./to-csv"

/** Items in one read. */
const PAGE = 1000

/**
 * All open items as CSV in the columns of an import, a page at a time. `amount` is what is open. An item without a due date, of
 * an order that is not sent yet, has none in the file.
 *
 * @param without accounts that are left out
 */
export async function* exportReceivables(
  container: MedusaContainer,
  without: readonly string[],
): AsyncGenerator<string> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  yield toCsv([receivableColumns.known])
  let cursor: string | undefined
  do {
    const page = await credit.listOpenItems({ without, limit: PAGE, cursor })
    if (page.receivables.length > 0) {
      yield toCsv(await linesOf(container, page.receivables))
    }
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
}

async function linesOf(container: MedusaContainer, items: readonly OpenItem[]): Promise<string[][]> {
  const ids = [...new Set(items.map(({ account_id }) => account_id))]
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const [references, numbers, profiles, found] = await Promise.all([
    container.resolve<CreditModuleService>(CREDIT_MODULE).listReferences(items),
    numbersOf(
      container,
      items.flatMap(({ order_id }) => order_id ?? []),
    ),
    container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE).listProfiles(ids),
    customers.listCustomers({ id: ids }, { select: ["id", "email"], withDeleted: true }),
  ])
  const externalIds = new Map(profiles.map((one) => [one.customer_id, one.external_id]))
  const emails = new Map(found.map((one) => [one.id, one.email]))
  return items.map((item) => {
    const number = item.order_id === null ? undefined : numbers.get(item.order_id)
    const cells: Record<string, string | null | undefined> = {
      account_id: item.account_id,
      external_id: externalIds.get(item.account_id),
      email: emails.get(item.account_id),
      amount: item.open,
      currency_code: item.currency_code,
      due_on: item.due_on,
      issued_on: item.issued_on,
      reference: references.get(item.id) ?? (number === undefined ? item.id : `#${number}`),
      po_number: item.po_number,
      note: item.note,
    }
    return receivableColumns.known.map((column) => cells[column] ?? "")
  })
}
