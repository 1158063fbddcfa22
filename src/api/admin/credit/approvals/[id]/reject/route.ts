import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { rejectCreditOrderWorkflow } from "../../../../../../workflows/credit/approvals/decide-credit-order"
import { toDecidedCreditOrder } from "../../../../../shared/credit-answers"
import { pathId } from "../../../../../shared/validate"

/**
 * Rejects a waiting order, by the order's id, and cancels it (CONTRACT R24a). Errors: `approval_decided`, `order_canceled`, and Medusa's
 * where the order cannot be canceled.
 */
export async function POST(
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<Answer<"POST /admin/credit/approvals/:id/reject">>,
): Promise<void> {
  const { result } = await rejectCreditOrderWorkflow(req.scope).run({
    input: { order_id: pathId(req, "Order"), actor_id: req.auth_context.actor_id },
  })
  res.json({ approval: toDecidedCreditOrder(result, "rejected") })
}
