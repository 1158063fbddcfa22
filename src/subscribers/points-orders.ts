import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { withLoggableErrors } from "../kernel/error-text"
import { settleSoon } from "../workflows/points/settle-soon"

type Data = { id?: string; order_id?: string }

/** All events that can change the points of an order (ADR 0006). The sweep recovers lost events. */
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
