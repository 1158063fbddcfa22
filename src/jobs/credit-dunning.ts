import type { MedusaContainer } from "@medusajs/framework/types"
import { withLoggableErrors } from "../kernel/error-text"
import { chaseReceivables } from "../workflows/credit/collections/chase-receivables"

/** Announces overdue items and sends reminders by the levels of `credit.dunning` (contract R28), hourly. */
async function creditDunning(container: MedusaContainer): Promise<void> {
  await chaseReceivables(container)
}

export default withLoggableErrors(creditDunning)

export const config = { name: "clientele-credit-dunning", schedule: "29 * * * *" }
