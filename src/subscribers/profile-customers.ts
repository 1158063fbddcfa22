import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { withLoggableErrors } from "../kernel/error-text"
import { syncProfile } from "../workflows/customers/sync-profile"

/** Synchronises a profile with changes of its customer by Medusa's own routes (contract R8, R9). */
async function profileCustomers({ event, container }: SubscriberArgs<{ id: string }>): Promise<void> {
  await syncProfile(container, event.data.id)
}

export default withLoggableErrors(profileCustomers)

export const config: SubscriberConfig = {
  event: ["customer.updated", "customer.deleted"],
  context: { subscriberId: "clientele-profile-customers" },
}
