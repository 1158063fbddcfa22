import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { withLoggableErrors } from "../kernel/error-text"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../modules/one_time_code"
import { getCustomerMailbox } from "../workflows/shared/customers/get-customer-mailbox"

/**
 * A customer's proof goes with the email that it was for (ADR 0008). The change itself has voided it already
 * (`noteEmailChanges`); this is for changes that did not go through Medusa's Customer module. A lost event leaves a proof that
 * fits no more.
 */
async function codesCustomers({ event, container }: SubscriberArgs<{ id: string }>): Promise<void> {
  const codes = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
  if (event.name === "customer.deleted") {
    return codes.deleteVerifications(event.data.id)
  }
  await codes.voidVerification(event.data.id, await getCustomerMailbox(container, event.data.id))
}

export default withLoggableErrors(codesCustomers)

export const config: SubscriberConfig = {
  event: ["customer.updated", "customer.deleted"],
  context: { subscriberId: "clientele-codes-customers" },
}
