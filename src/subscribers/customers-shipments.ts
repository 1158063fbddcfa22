import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { withLoggableErrors } from "../kernel/error-text"
import { enqueueJob } from "../workflows/shared/jobs/enqueue-job"

/** Goods were sent or arrived. */
async function customersShipments({ event, container }: SubscriberArgs<{ id: string }>): Promise<void> {
  await enqueueJob(container, "customers.project_fulfillment", { fulfillment_id: event.data.id })
}

export default withLoggableErrors(customersShipments)

export const config: SubscriberConfig = {
  event: ["shipment.created", "delivery.created"],
  context: { subscriberId: "clientele-customers-shipments" },
}
