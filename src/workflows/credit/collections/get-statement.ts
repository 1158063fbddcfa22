import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { CREDIT_MODULE, type CreditModuleService, type Statement, type StatementRow } from "../../../modules/credit"
import { namesOf } from "../../shared/customers/names-of-customers"
import { numbersOf } from "../../shared/orders/numbers-of-orders"

/** A statement with data from outside the ledger: names and order numbers. */
export type StatementView = Omit<Statement, "rows"> & {
  store: string
  /** `null` for a customer without a name. */
  name: string | null
  rows: (StatementRow & { order_display_id: number | null })[]
}

/** An account's statement of a period (contract R28). @throws as {@link CreditModuleService.getStatement} */
export async function findStatement(
  container: MedusaContainer,
  accountId: string,
  period: { from?: string | undefined; to?: string | undefined } = {},
): Promise<StatementView> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const { rows, ...statement } = await credit.getStatement(accountId, period)
  const orderIds = [...new Set(rows.flatMap(({ order_id }) => order_id ?? []))]
  const [names, store, numbers] = await Promise.all([
    namesOf(container, [accountId]),
    storeName(container),
    numbersOf(container, orderIds),
  ])
  return {
    ...statement,
    store,
    name: names.get(accountId) ?? null,
    rows: rows.map((row) => ({ ...row, order_display_id: numbers.get(row.order_id ?? "") ?? null })),
  }
}

/** What the shop is called. */
export async function storeName(container: MedusaContainer): Promise<string> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "store", fields: ["name"] })
  return data[0]?.name || "the store"
}
