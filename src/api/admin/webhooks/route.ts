import type { AuthenticatedMedusaRequest, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../types/routes"
import { requireForEvents } from "./event-permissions"
import type { AdminCreateWebhookType, AdminListWebhooksType } from "./validators"
import { webhooksOf } from "./webhooks"

/** Lists the endpoints, newest first (contract R63). */
export async function GET(
  req: MedusaRequest<unknown, AdminListWebhooksType>,
  res: MedusaResponse<Answer<"GET /admin/webhooks">>,
): Promise<void> {
  const page = req.validatedQuery
  const { endpoints, count } = await webhooksOf(req).listEndpoints(page.limit, page.offset)
  res.json({ webhooks: endpoints, count, ...page })
}

/**
 * Creates an endpoint. Only this answer shows its secret. Full messages about points or credit need the permission to read
 * these.
 */
export async function POST(
  req: AuthenticatedMedusaRequest<AdminCreateWebhookType>,
  res: MedusaResponse<Answer<"POST /admin/webhooks">>,
): Promise<void> {
  const { description = null, ...body } = req.validatedBody
  await requireForEvents(req, body)
  const created_by = req.auth_context.actor_id
  const { endpoint, secret } = await webhooksOf(req).createEndpoint({ ...body, description, created_by })
  res.status(201).json({ webhook: endpoint, secret })
}
