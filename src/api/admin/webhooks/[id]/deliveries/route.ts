import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import type { AdminListWebhookDeliveriesType } from "../../validators"
import { webhookId, webhooksOf } from "../../webhooks"

/** Lists an endpoint's deliveries with their attempts, newest first (contract R63). */
export async function GET(
  req: MedusaRequest<unknown, AdminListWebhookDeliveriesType>,
  res: MedusaResponse<Answer<"GET /admin/webhooks/:id/deliveries">>,
): Promise<void> {
  res.json(await webhooksOf(req).listDeliveries(webhookId(req), req.validatedQuery))
}
