import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { clienteleError } from "../../../../kernel/errors"
import { isConfigured, isOutboxAllowed, NOT_IN_PRODUCTION, readOutbox } from "../../../../providers/outbox/file"
import type { Answer } from "../../../../types/routes"

/**
 * Lists the last 50 mails of the development outbox, newest first. Says whether the outbox is the store's email provider.
 *
 * @throws `not_found` in production
 */
export async function GET(
  _req: MedusaRequest,
  res: MedusaResponse<Answer<"GET /admin/clientele/outbox">>,
): Promise<void> {
  if (!isOutboxAllowed()) {
    throw clienteleError("not_found", NOT_IN_PRODUCTION)
  }
  res.setHeader("cache-control", "no-store")
  res.json({ configured: isConfigured(), mails: await readOutbox() })
}
