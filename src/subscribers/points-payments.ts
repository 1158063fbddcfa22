import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { settleSoon } from "../workflows/points/settle-soon"

/** A payment was captured or refunded; its order is found later. */
export default async function pointsPayments({ event, container }: SubscriberArgs<{ id: string }>): Promise<void> {
  settleSoon(container, { payment_id: event.data.id, cause: event.name })
}

export const config: SubscriberConfig = {
  event: ["payment.captured", "payment.refunded"],
  context: { subscriberId: "clientele-points-payments" },
}
