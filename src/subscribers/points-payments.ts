import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { withLoggableErrors } from "../kernel/error-text"
import { settleSoon } from "../workflows/points/settle-soon"

/** A payment was captured or refunded; its order is found later. */
async function pointsPayments({ event, container }: SubscriberArgs<{ id: string }>): Promise<void> {
  settleSoon(container, { payment_id: event.data.id, cause: event.name })
}

export default withLoggableErrors(pointsPayments)

export const config: SubscriberConfig = {
  event: ["payment.captured", "payment.refunded"],
  context: { subscriberId: "clientele-points-payments" },
}
