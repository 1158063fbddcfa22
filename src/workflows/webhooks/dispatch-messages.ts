import type { MedusaContainer } from "@medusajs/framework/types"
import { WEBHOOK_MODULE, type WebhookModuleService } from "../../modules/webhook"
import { enqueueJob } from "../shared/jobs/enqueue-job"
import { handOverMessages } from "./hand-over-messages"

/**
 * Hands new messages over, and adds a job for each endpoint with a due delivery, so that a slow endpoint delays no other. The
 * jobs of a batch run while the next batch is handed over.
 */
export async function dispatchMessages(container: MedusaContainer): Promise<void> {
  const webhooks = container.resolve<WebhookModuleService>(WEBHOOK_MODULE)
  await handOverMessages(container, async () => {
    const due = await webhooks.listDueEndpoints()
    await Promise.all(due.map((endpoint_id) => enqueueJob(container, "webhooks.deliver", { endpoint_id })))
  })
}
