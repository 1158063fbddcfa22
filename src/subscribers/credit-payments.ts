import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { withLoggableErrors } from "../kernel/error-text"
import { settleCreditSoon } from "../workflows/credit/settling/settle-credit-soon"

/** Another provider's payment lowers what an order on terms owes; a refund raises it again. */
async function creditPayments({ event, container }: SubscriberArgs<{ id: string }>): Promise<void> {
  settleCreditSoon(container, { payment_id: event.data.id })
}

export default withLoggableErrors(creditPayments)

export const config: SubscriberConfig = {
  event: ["payment.captured", "payment.refunded"],
  context: { subscriberId: "clientele-credit-payments" },
}
