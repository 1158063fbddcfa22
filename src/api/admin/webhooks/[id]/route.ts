import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../types/routes"
import type { AdminUpdateWebhookType } from "../validators"
import { sendSoon, webhookId, webhooksOf } from "../webhooks"

/** Returns an endpoint (contract R63). */
export async function GET(req: MedusaRequest, res: MedusaResponse<Answer<"GET /admin/webhooks/:id">>): Promise<void> {
  res.json({ webhook: await webhooksOf(req).getEndpoint(webhookId(req)) })
}

/** Changes the given fields. An endpoint that is enabled receives its waiting messages. */
export async function POST(
  req: MedusaRequest<AdminUpdateWebhookType>,
  res: MedusaResponse<Answer<"POST /admin/webhooks/:id">>,
): Promise<void> {
  const id = webhookId(req)
  const webhook = await webhooksOf(req).updateEndpoint(id, req.validatedBody)
  if (webhook.is_active) {
    await sendSoon(req, id)
  }
  res.json({ webhook })
}

export const PATCH = POST

/** Deletes an endpoint with its deliveries. */
export async function DELETE(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"DELETE /admin/webhooks/:id">>,
): Promise<void> {
  const id = webhookId(req)
  await webhooksOf(req).deleteEndpoint(id)
  res.json({ id, object: "webhook", deleted: true })
}
