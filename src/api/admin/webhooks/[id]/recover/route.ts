import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import type { AdminRecoverWebhookType } from "../../validators"
import { sendSoon, webhookId, webhooksOf } from "../../webhooks"

/** Sends undelivered messages since a date and time, within the 30 days that messages are kept (contract R63). */
export async function POST(
  req: MedusaRequest<AdminRecoverWebhookType>,
  res: MedusaResponse<Answer<"POST /admin/webhooks/:id/recover">>,
): Promise<void> {
  const id = webhookId(req)
  const recovered = await webhooksOf(req).recover(id, new Date(req.validatedBody.since))
  await sendSoon(req, id)
  res.status(202).json({ recovered })
}
