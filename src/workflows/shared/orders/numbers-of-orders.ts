import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** Order numbers in one read. */
const CHUNK = 1_000

/** The display numbers of orders, by id. */
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
