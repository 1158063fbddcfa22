import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { endMembershipsOfGone } from "../workflows/credit/accounts/end-memberships-of-gone"

/** Nobody buys on the account of a customer whom Medusa's own routes have deleted. The sweep repeats what is lost here. */
export default async function creditCustomers({ event, container }: SubscriberArgs<{ id: string }>): Promise<void> {
  await endMembershipsOfGone(container, [event.data.id])
}

export const config: SubscriberConfig = {
  event: "customer.deleted",
  context: { subscriberId: "clientele-credit-customers" },
}
