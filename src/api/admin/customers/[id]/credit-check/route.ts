import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { type CreditCheckView, withApplied } from "../../../../../workflows/credit/checks/credit-check-view"
import { runCreditCheckWorkflow } from "../../../../../workflows/credit/checks/run-credit-check"
import { pathId } from "../../../../shared/validate"
import type { AdminRunCreditCheckType } from "./validators"

/** Runs a credit check (contract R25). If the provider fails, the answer is 200 with the status `error`. The check sets no limit. */
export async function POST(
  req: AuthenticatedMedusaRequest<AdminRunCreditCheckType>,
  res: MedusaResponse<Answer<"POST /admin/customers/:id/credit-check">>,
): Promise<void> {
  const customer_id = pathId(req, "Customer")
  const { result } = await runCreditCheckWorkflow(req.scope).run({
    input: {
      customer_id,
      provider: req.validatedBody.provider,
      actor_id: req.auth_context.actor_id,
    },
  })
  const [credit_check] = await withApplied(req.scope, customer_id, [result])
  res.json({ credit_check: credit_check as CreditCheckView })
}
