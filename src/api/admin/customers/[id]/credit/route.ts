import type { AuthenticatedMedusaRequest, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { type CreditView, findCredit } from "../../../../../workflows/credit/accounts/get-credit"
import { saveCreditAccountWorkflow } from "../../../../../workflows/credit/accounts/save-credit-account"
import { toCredit } from "../../../../shared/credit-answers"
import { pathId } from "../../../../shared/validate"
import type { AdminSaveCreditAccountType } from "./validators"

/** Returns a customer's credit account (contract R22). Without an account, `credit` is null. */
export async function GET(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/credit">>,
): Promise<void> {
  const view = await findCredit(req.scope, pathId(req, "Customer"))
  res.json({ credit: view && toCredit(view) })
}

/** Sets limit, terms and blocks. The first call creates the account. Payments are never blocked. */
export async function POST(
  req: AuthenticatedMedusaRequest<AdminSaveCreditAccountType>,
  res: MedusaResponse<Answer<"POST /admin/customers/:id/credit">>,
): Promise<void> {
  const customer_id = pathId(req, "Customer")
  await saveCreditAccountWorkflow(req.scope).run({
    input: { customer_id, account: req.validatedBody, actor_id: req.auth_context.actor_id },
  })
  res.json({ credit: toCredit((await findCredit(req.scope, customer_id)) as CreditView) })
}
