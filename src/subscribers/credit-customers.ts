import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { withLoggableErrors } from "../kernel/error-text"
import { endMembershipsOfGone } from "../workflows/credit/accounts/end-memberships-of-gone"

/** Nobody buys on the account of a customer whom Medusa's own routes have deleted. The sweep repeats what is lost here. */
async function creditCustomers({ event, container }: SubscriberArgs<{ id: string }>): Promise<void> {
  await endMembershipsOfGone(container, [event.data.id])
}

export default withLoggableErrors(creditCustomers)

export const config: SubscriberConfig = {
  event: "customer.deleted",
  context: { subscriberId: "clientele-credit-customers" },
}
