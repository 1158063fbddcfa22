import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { withLoggableErrors } from "../kernel/error-text"
import { endMembershipsOfGone } from "../workflows/credit/accounts/end-memberships-of-gone"

/** Ends memberships of customers that Medusa's own routes deleted. The sweep recovers lost events. */
async function creditCustomers({ event, container }: SubscriberArgs<{ id: string }>): Promise<void> {
  await endMembershipsOfGone(container, [event.data.id])
}

export default withLoggableErrors(creditCustomers)

export const config: SubscriberConfig = {
  event: "customer.deleted",
  context: { subscriberId: "clientele-credit-customers" },
}
