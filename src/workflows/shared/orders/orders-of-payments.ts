import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

const PAGE = 1000

type PaymentLink = { order_id: string; payment_collection_id: string }

/** The payment collections of orders. An order that costs nothing has none. */
export async function findPaymentCollections(
  container: MedusaContainer,
  orderIds: readonly string[],
): Promise<PaymentLink[]> {
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "order_payment_collection",
    fields: ["order_id", "payment_collection_id"],
    filters: { order_id: [...orderIds] },
  })
  return data as PaymentLink[]
}

/** The orders of payments. A payment before its order has none yet. */
export async function findOrdersOfPayments(container: MedusaContainer, paymentIds: string[]): Promise<string[]> {
  return [...new Set((await mapOrdersOfPayments(container, paymentIds)).values())]
}

/** The same by payment. Payments without an order are left out. */
export async function mapOrdersOfPayments(
  container: MedusaContainer,
  paymentIds: string[],
): Promise<Map<string, string>> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const found = new Map<string, string>()
  for (let start = 0; start < paymentIds.length; start += PAGE) {
    const { data } = await query.graph({
      entity: "payment",
      fields: ["id", "payment_collection.order.id"],
      filters: { id: paymentIds.slice(start, start + PAGE) },
    })
    for (const payment of data as { id: string; payment_collection?: { order?: { id: string } | null } | null }[]) {
      const orderId = payment.payment_collection?.order?.id
      if (orderId) {
        found.set(payment.id, orderId)
      }
    }
  }
  return found
}
