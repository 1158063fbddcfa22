import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { withLoggableErrors } from "../kernel/error-text"
import { projectSoon } from "../workflows/projection/project-soon"

/** A payment was captured or refunded; its order is found later. */
async function customersPayments({ event, container }: SubscriberArgs<{ id: string }>): Promise<void> {
  projectSoon(container, { payment_id: event.data.id })
}

export default withLoggableErrors(customersPayments)

export const config: SubscriberConfig = {
  event: ["payment.captured", "payment.refunded"],
  context: { subscriberId: "clientele-customers-payments" },
}
