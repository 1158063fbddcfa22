import type { MedusaContainer } from "@medusajs/framework/types"
import { WEBHOOK_MODULE, type WebhookModuleService } from "../../modules/webhook"
import { enqueueJob } from "../shared/jobs/enqueue-job"
import { handOverMessages } from "./hand-over-messages"

/** Hands new messages over, and has each endpoint with something due sent to by a job of its own: a slow one delays no other. */
export async function dispatchMessages(container: MedusaContainer): Promise<void> {
  await handOverMessages(container)
  const due = await container.resolve<WebhookModuleService>(WEBHOOK_MODULE).listDueEndpoints()
  await Promise.all(due.map((endpoint_id) => enqueueJob(container, "webhooks.deliver", { endpoint_id })))
}
