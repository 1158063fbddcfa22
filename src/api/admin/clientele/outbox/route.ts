import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { clienteleError } from "../../../../kernel/errors"
import { isOutboxAllowed, readOutbox } from "../../../../providers/outbox/file"

/** The last 50 mails of the development outbox, newest first. 404 `not_found` in production. */
export async function GET(_req: MedusaRequest, res: MedusaResponse): Promise<void> {
  if (!isOutboxAllowed()) {
    throw clienteleError("not_found")
  }
  res.setHeader("cache-control", "no-store")
  res.json({ mails: await readOutbox() })
}
