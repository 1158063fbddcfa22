import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import { idempotencyKey, pathId } from "../../../../shared/validate"

type Body = { idempotency_key?: string | undefined }

/**
 * The parts of a ledger request that are not in the body: the account from the path, the actor from the session. A client's
 * key counts for one account.
 */
export function ledgerRequest<Given extends Body>(req: AuthenticatedMedusaRequest<Given>) {
  const account_id = pathId(req, "Customer")
  const key = idempotencyKey(req as AuthenticatedMedusaRequest<{ idempotency_key?: string }>)
  return {
    ...(req.validatedBody as Given),
    account_id,
    actor_id: req.auth_context.actor_id,
    idempotency_key: key === undefined ? undefined : `${account_id}:${key}`,
  }
}
