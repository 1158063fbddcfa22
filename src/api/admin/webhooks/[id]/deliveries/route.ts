import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { readableEvents } from "../../event-permissions"
import type { AdminListWebhookDeliveriesType } from "../../validators"
import { webhookId, webhooksOf } from "../../webhooks"

/**
 * Lists an endpoint's deliveries with their attempts, newest first (contract R63). Messages about points or credit have only
 * ids, and no answers, for a caller who may not read these.
 */
export async function GET(
  req: MedusaRequest<unknown, AdminListWebhookDeliveriesType>,
  res: MedusaResponse<Answer<"GET /admin/webhooks/:id/deliveries">>,
): Promise<void> {
  const isReadable = await readableEvents(req)
  res.json(await webhooksOf(req).listDeliveries(webhookId(req), req.validatedQuery, isReadable))
}
