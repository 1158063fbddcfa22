import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { withLoggableErrors } from "../kernel/error-text"
import { settleCreditSoon } from "../workflows/credit/settling/settle-credit-soon"

/** The terms of an invoice can count from shipping (option `credit.invoiceOn`). */
async function creditShipments({ event, container }: SubscriberArgs<{ id: string }>): Promise<void> {
  settleCreditSoon(container, { fulfillment_id: event.data.id })
}

export default withLoggableErrors(creditShipments)

export const config: SubscriberConfig = {
  event: ["shipment.created", "delivery.created"],
  context: { subscriberId: "clientele-credit-shipments" },
}
