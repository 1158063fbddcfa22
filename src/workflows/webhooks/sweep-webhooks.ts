import type { MedusaContainer } from "@medusajs/framework/types"
import { WEBHOOK_MODULE, type WebhookModuleService } from "../../modules/webhook"
import { deliverMessages } from "./deliver-messages"
import { handOverMessages } from "./hand-over-messages"
import { tellDisabled } from "./tell-disabled"

/**
 * The guarantee of contract R63: even if jobs and processes are lost, new messages are handed over, due ones are sent and
 * old ones are deleted. It needs no queue.
 */
export async function sweepWebhooks(container: MedusaContainer): Promise<void> {
  const webhooks = container.resolve<WebhookModuleService>(WEBHOOK_MODULE)
  await handOverMessages(container)
  await webhooks.cleanUp()
  const due = await webhooks.listDueEndpoints()
  await Promise.all(due.map((id) => deliverMessages(container, id)))
  await tellDisabled(container)
}
