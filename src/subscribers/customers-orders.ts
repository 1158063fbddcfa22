import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { withLoggableErrors } from "../kernel/error-text"
import { projectSoon } from "../workflows/projection/project-soon"

type Data = { id?: string; order_id?: string }

/** All events that can change the figures of an order's customer. The sweep recovers lost events. */
async function customersOrders({ event, container }: SubscriberArgs<Data>): Promise<void> {
  const orderId = event.data.order_id ?? event.data.id
  if (orderId) {
    projectSoon(container, { order_id: orderId })
  }
}

export default withLoggableErrors(customersOrders)

export const config: SubscriberConfig = {
  event: [
    "order.placed",
    "order.completed",
    "order.canceled",
    "order.archived",
    "order.updated",
    "order.return_received",
    "order-edit.confirmed",
    "order.exchange_created",
    "order.claim_created",
    "order.fulfillment_created",
    "order.fulfillment_canceled",
    "order.transfer_requested",
  ],
  context: { subscriberId: "clientele-customers-orders" },
}
