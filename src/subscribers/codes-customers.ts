import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { withLoggableErrors } from "../kernel/error-text"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../modules/one_time_code"
import { getCustomerMailbox } from "../workflows/shared/customers/get-customer-mailbox"

/**
 * Deletes a customer's verification when the email changes (ADR 0008). The change itself has already voided it
 * (`noteEmailChanges`). This subscriber is for changes outside Medusa's Customer module. If the event is lost, the
 * verification no longer matches the email.
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
