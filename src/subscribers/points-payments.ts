import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { enqueueJob } from "../workflows/points/enqueue"

/** A payment was captured or refunded; its order is found when the job runs. */
export default async function pointsPayments({ event, container }: SubscriberArgs<{ id: string }>): Promise<void> {
  await enqueueJob(container, "points.settle_payment", { payment_id: event.data.id, cause: event.name })
}

export const config: SubscriberConfig = {
  event: ["payment.captured", "payment.refunded"],
  context: { subscriberId: "clientele-points-payments" },
}
