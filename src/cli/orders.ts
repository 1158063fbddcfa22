import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { EXIT } from "./output"
import { Problem } from "./problems"

export type OrderName = { id: string; display_id: number }

/** @param names ids (`order_…`) or display numbers, in the given order */
export async function findOrders(container: MedusaContainer, names: readonly string[]): Promise<OrderName[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const found: OrderName[] = []
  for (const name of names) {
    const filters = name.startsWith("order_") ? { id: name } : { display_id: Number(name.replace("#", "")) }
    const { data } = await query.graph({ entity: "order", fields: ["id", "display_id"], filters })
    const [order] = data as OrderName[]
    if (!order) {
      throw new Problem(`There is no order ${name}.`, EXIT.wrong_usage)
    }
    found.push({ id: order.id, display_id: Number(order.display_id) })
  }
  return found
}

/** The display numbers of many orders, by id. */
export async function displayIds(container: MedusaContainer, ids: readonly string[]): Promise<Map<string, number>> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "order", fields: ["id", "display_id"], filters: { id: [...ids] } })
  return new Map((data as OrderName[]).map((order) => [order.id, Number(order.display_id)]))
}

/** Number of orders, placed at any time or since a time. */
export async function countOrders(container: MedusaContainer, since: Date | null): Promise<number> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  // Medusa's types omit time stamps in an order's filters, which its code supports.
  const filters = (since ? { created_at: { $gte: since } } : {}) as Record<string, never>
  const { metadata } = await query.graph({ entity: "order", fields: ["id"], filters, pagination: { skip: 0, take: 1 } })
  return metadata?.count ?? 0
}
