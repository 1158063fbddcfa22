import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { approveCreditOrderWorkflow } from "../../../../../../workflows/credit/approvals/decide-credit-order"
import { toDecidedCreditOrder } from "../../../../../shared/credit-answers"
import { pathId } from "../../../../../shared/validate"
import type { AdminApproveCreditOrderType } from "../../validators"

/**
 * Approves a waiting order, by the order's id, over its current amount (contract R24a). Errors: `approval_decided`,
 * `order_canceled`, `amount_changed` if a given `amount` differs, `nothing_owed`.
 */
export async function POST(
  req: AuthenticatedMedusaRequest<AdminApproveCreditOrderType>,
  res: MedusaResponse<Answer<"POST /admin/credit/approvals/:id/approve">>,
): Promise<void> {
  const { result } = await approveCreditOrderWorkflow(req.scope).run({
    input: { order_id: pathId(req, "Order"), ...req.validatedBody, actor_id: req.auth_context.actor_id },
  })
  res.json({ approval: toDecidedCreditOrder(result, "approved") })
}
