import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { clienteleError } from "../../../../../../kernel/errors"
import type { Answer } from "../../../../../../types/routes"
import { adjustPointsWorkflow } from "../../../../../../workflows/points/adjust-points"
import { getCustomerMailbox } from "../../../../../../workflows/shared/customers/get-customer-mailbox"
import { additionalDataOf, idempotencyKey, pathId } from "../../../../../shared/validate"
import type { AdminAdjustPointsType } from "../validators"

/**
 * Adjusts a balance by hand (contract R35). The key may come as `Idempotency-Key` or in the body; the same key with other
 * values is 400 `idempotency_conflict`. Errors: also `mailbox_required`, `insufficient_points`.
 */
export async function POST(
  req: AuthenticatedMedusaRequest<AdminAdjustPointsType>,
  res: MedusaResponse<Answer<"POST /admin/customers/:id/loyalty/adjustments">>,
): Promise<void> {
  const customerId = pathId(req, "Customer")
  const mailbox = await getCustomerMailbox(req.scope, customerId)
  if (!mailbox) {
    throw clienteleError("mailbox_required")
  }
  const { points, reason, note, allow_negative } = req.validatedBody
  const key = idempotencyKey(req)
  const { result } = await adjustPointsWorkflow(req.scope).run({
    input: {
      mailbox,
      points,
      stated_reason: reason,
      note: note ?? null,
      actor_id: req.auth_context.actor_id,
      idempotency_key: key ? `${customerId}:${key}` : undefined,
      allow_negative,
      additional_data: additionalDataOf(req),
    },
  })
  res.json({ entry: result })
}
