import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** The order of a fulfilment; none if it is for something else. */
export async function findOrdersOfFulfillment(container: MedusaContainer, fulfillmentId: string): Promise<string[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "fulfillment",
    fields: ["id", "order.id"],
    filters: { id: fulfillmentId },
  })
  return (data as unknown as { order?: { id: string } | null }[]).flatMap(({ order }) => (order ? [order.id] : []))
}
