import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { sendSoon, webhookId, webhooksOf } from "../../webhooks"

/** Sends a message `clientele.webhook.test` soon. The list of deliveries shows the result (contract R63). */
export async function POST(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"POST /admin/webhooks/:id/test">>,
): Promise<void> {
  const id = webhookId(req)
  const delivery_id = await webhooksOf(req).sendTest(id)
  await sendSoon(req, id)
  res.status(202).json({ delivery_id })
}
