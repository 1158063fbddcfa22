import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { withoutUndefined } from "../../../../kernel/without-undefined"
import type { Answer } from "../../../../types/routes"
import { requireForEvents } from "../event-permissions"
import type { AdminUpdateWebhookType } from "../validators"
import { sendSoon, webhookId, webhooksOf } from "../webhooks"

/** Returns an endpoint (contract R63). */
export async function GET(req: MedusaRequest, res: MedusaResponse<Answer<"GET /admin/webhooks/:id">>): Promise<void> {
  res.json({ webhook: await webhooksOf(req).getEndpoint(webhookId(req)) })
}

/**
 * Changes the given fields. An endpoint that is enabled receives its waiting messages. Full messages about points or credit
 * need the permission to read these, unless the change only renames or disables the endpoint.
 */
export async function POST(
  req: MedusaRequest<AdminUpdateWebhookType>,
  res: MedusaResponse<Answer<"POST /admin/webhooks/:id">>,
): Promise<void> {
  const id = webhookId(req)
  const change = req.validatedBody
  if (change.url !== undefined || change.events || change.payload || change.is_active) {
    await requireForEvents(req, { ...(await webhooksOf(req).getEndpoint(id)), ...withoutUndefined(change) })
  }
  const webhook = await webhooksOf(req).updateEndpoint(id, change)
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
