import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { webhookId, webhooksOf } from "../../webhooks"

/** Creates a new secret, which only this answer shows. The previous secret also signs for 24 hours (contract R63). */
export async function POST(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"POST /admin/webhooks/:id/rotate-secret">>,
): Promise<void> {
  const { endpoint, secret } = await webhooksOf(req).rotateSecret(webhookId(req))
  res.json({ webhook: endpoint, secret })
}
