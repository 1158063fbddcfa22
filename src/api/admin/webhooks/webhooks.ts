import type { MedusaRequest } from "@medusajs/framework/http"
import { WEBHOOK_MODULE, type WebhookModuleService } from "../../../modules/webhook"
import { enqueueJob } from "../../../workflows/shared/jobs/enqueue-job"
import { pathId } from "../../shared/validate"

export const webhooksOf = (req: MedusaRequest): WebhookModuleService =>
  req.scope.resolve<WebhookModuleService>(WEBHOOK_MODULE)

export const webhookId = (req: MedusaRequest): string => pathId(req, "Webhook endpoint")

/** Queues the delivery to an endpoint. If the queue is down, the sweep does it. */
export const sendSoon = (req: MedusaRequest, endpoint_id: string): Promise<void> =>
  enqueueJob(req.scope, "webhooks.deliver", { endpoint_id })
