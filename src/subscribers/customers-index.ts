import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { withLoggableErrors } from "../kernel/error-text"
import { afterCustomersChanged } from "../workflows/shared/customers/refresh-index"

/** A customer changed in any way. The sweep recovers lost events. */
async function customersIndex({ event, container }: SubscriberArgs<{ id: string }>): Promise<void> {
  await afterCustomersChanged(container, [event.data.id])
}

export default withLoggableErrors(customersIndex)

export const config: SubscriberConfig = {
  event: ["customer.created", "customer.updated", "customer.deleted"],
  context: { subscriberId: "clientele-customers-index" },
}
