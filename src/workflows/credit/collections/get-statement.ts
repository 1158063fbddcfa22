import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { CREDIT_MODULE, type CreditModuleService, type Statement, type StatementRow } from "../../../modules/credit"
import { namesOf } from "./get-aging"

/** A statement with what the ledger does not know: names, and the orders' numbers as the shop shows them. */
export type StatementView = Omit<Statement, "rows"> & {
  store: string
  /** `null` for a customer without a name. */
  name: string | null
  rows: (StatementRow & { order_display_id: number | null })[]
}

/** Order numbers that are read at once. */
const CHUNK = 1_000

/** An account's statement of a period (CONTRACT R28). @throws as {@link CreditModuleService.getStatement} */
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

/** The numbers of orders as the shop shows them, by id. */
export async function numbersOf(container: MedusaContainer, orderIds: readonly string[]): Promise<Map<string, number>> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const numbers = new Map<string, number>()
  for (let start = 0; start < orderIds.length; start += CHUNK) {
    const id = orderIds.slice(start, start + CHUNK)
    const { data } = await query.graph({ entity: "order", fields: ["id", "display_id"], filters: { id } })
    for (const order of data as { id: string; display_id?: unknown }[]) {
      numbers.set(order.id, Number(order.display_id))
    }
  }
  return numbers
}
