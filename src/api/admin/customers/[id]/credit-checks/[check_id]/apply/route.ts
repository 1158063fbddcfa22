import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../../types/routes"
import { type CreditView, findCredit } from "../../../../../../../workflows/credit/accounts/get-credit"
import { applyCreditCheckWorkflow } from "../../../../../../../workflows/credit/checks/apply-credit-check"
import { getCreditCheck } from "../../../../../../../workflows/credit/checks/credit-check-view"
import { toCredit } from "../../../../../../shared/credit-answers"
import { pathId } from "../../../../../../shared/validate"

/**
 * Sets the limit that a check recommends (contract R25). A repeated call changes nothing. A limit below the balance is set, with the
 * warning `limit_below_balance`.
 */
export async function POST(
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<Answer<"POST /admin/customers/:id/credit-checks/:check_id/apply">>,
): Promise<void> {
  const customer_id = pathId(req, "Customer")
  const check_id = pathId(req, "Credit check", "check_id")
  await applyCreditCheckWorkflow(req.scope).run({
    input: { customer_id, check_id, actor_id: req.auth_context.actor_id },
  })
  const credit_check = await getCreditCheck(req.scope, customer_id, check_id)
  res.json({ credit_check, credit: toCredit((await findCredit(req.scope, customer_id)) as CreditView) })
}
