import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { pathId } from "../../../../../shared/validate"
import { sendSoon, webhooksOf } from "../../../webhooks"

/** Sends a delivery again, in any state, with the same `webhook-id` (contract R63). */
export async function POST(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"POST /admin/webhooks/deliveries/:id/redeliver">>,
): Promise<void> {
  const delivery = await webhooksOf(req).redeliver(pathId(req, "Webhook delivery"))
  await sendSoon(req, delivery.endpoint_id)
  res.status(202).json({ delivery })
}
