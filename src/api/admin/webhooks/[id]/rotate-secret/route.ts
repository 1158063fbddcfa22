import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { webhookId, webhooksOf } from "../../webhooks"

/** Makes a new secret, which is in this answer only; the one before signs beside it for 24 hours (CONTRACT R63). */
export async function POST(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"POST /admin/webhooks/:id/rotate-secret">>,
): Promise<void> {
  const { endpoint, secret } = await webhooksOf(req).rotateSecret(webhookId(req))
  res.json({ webhook: endpoint, secret })
}
