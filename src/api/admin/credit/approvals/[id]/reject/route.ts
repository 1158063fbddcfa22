import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { rejectCreditOrderWorkflow } from "../../../../../../workflows/credit/approvals/decide-credit-order"
import { toDecidedCreditOrder } from "../../../../../shared/credit-answers"
import { pathId } from "../../../../../shared/validate"
import type { AdminRejectCreditOrderType } from "../../validators"

/**
 * Rejects a waiting order, by the order's id, and cancels it (contract R24a); `reason` becomes a note on the customer.
 * Errors: `approval_decided`, `order_canceled`, and Medusa's if the order cannot be canceled.
 */
export async function POST(
  req: AuthenticatedMedusaRequest<AdminRejectCreditOrderType>,
  res: MedusaResponse<Answer<"POST /admin/credit/approvals/:id/reject">>,
): Promise<void> {
  const { result } = await rejectCreditOrderWorkflow(req.scope).run({
    input: { order_id: pathId(req, "Order"), ...req.validatedBody, actor_id: req.auth_context.actor_id },
  })
  res.json({ approval: toDecidedCreditOrder(result, "rejected") })
}
