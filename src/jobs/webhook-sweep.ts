import type { MedusaContainer } from "@medusajs/framework/types"
import { withLoggableErrors } from "../kernel/error-text"
import { sweepWebhooks } from "../workflows/webhooks/sweep-webhooks"

/** The guarantee of contract R63: every minute, messages are sent even if events and jobs were lost. */
async function webhookSweep(container: MedusaContainer): Promise<void> {
  await sweepWebhooks(container)
}

export default withLoggableErrors(webhookSweep)

export const config = { name: "clientele-webhook-sweep", schedule: "* * * * *" }
