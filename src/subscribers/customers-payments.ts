import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { enqueueJob } from "../workflows/points/enqueue"

/** A payment was captured or refunded; its order is found when the job runs. */
export default async function customersPayments({ event, container }: SubscriberArgs<{ id: string }>): Promise<void> {
  await enqueueJob(container, "customers.project_payment", { payment_id: event.data.id })
}

export const config: SubscriberConfig = {
  event: ["payment.captured", "payment.refunded"],
  context: { subscriberId: "clientele-customers-payments" },
}
