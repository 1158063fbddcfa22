import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { withLoggableErrors } from "../kernel/error-text"
import { settleCreditSoon } from "../workflows/credit/settling/settle-credit-soon"

type Data = { id?: string; order_id?: string }

/** All events that can change the amount that an order on terms owes. The sweep recovers lost events. */
async function creditOrders({ event, container }: SubscriberArgs<Data>): Promise<void> {
  const orderId = event.data.order_id ?? event.data.id
  if (orderId) {
    settleCreditSoon(container, { order_id: orderId })
  }
}

export default withLoggableErrors(creditOrders)

export const config: SubscriberConfig = {
  event: [
    "order.placed",
    "order.completed",
    "order.canceled",
    "order.updated",
    "order.fulfillment_created",
    "order.return_received",
    "order-edit.confirmed",
    "order.exchange_created",
    "order.claim_created",
  ],
  context: { subscriberId: "clientele-credit-orders" },
}
