import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { withLoggableErrors } from "../kernel/error-text"
import { settleSoon } from "../workflows/points/settle-soon"

type Data = { id?: string; order_id?: string }

/** Everything that can change what an order has earned (ADR 0006). What is missed or lost here, the sweep makes good. */
async function pointsOrders({ event, container }: SubscriberArgs<Data>): Promise<void> {
  const orderId = event.data.order_id ?? event.data.id
  if (orderId) {
    settleSoon(container, { order_id: orderId, cause: event.name })
  }
}

export default withLoggableErrors(pointsOrders)

export const config: SubscriberConfig = {
  event: [
    "order.placed",
    "order.completed",
    "order.canceled",
    "order.updated",
    "order.return_received",
    "order-edit.confirmed",
    "order.exchange_created",
    "order.claim_created",
  ],
  context: { subscriberId: "clientele-points-orders" },
}
