import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { type CreditView, findCredit } from "../../../../../../workflows/credit/accounts/get-credit"
import { allocateCreditPaymentWorkflow } from "../../../../../../workflows/credit/cash/receivable-workflows"
import { toCredit } from "../../../../../shared/credit-answers"
import { ledgerRequest } from "../ledger-request"
import type { AdminAllocatePaymentType } from "../validators"

/** Allocates unapplied cash to open items (contract R23). Errors: `unapplied_exceeded`, `receivable_paid`. */
export async function POST(
  req: AuthenticatedMedusaRequest<AdminAllocatePaymentType>,
  res: MedusaResponse<Answer<"POST /admin/customers/:id/credit/allocations">>,
): Promise<void> {
  const input = ledgerRequest(req)
  await allocateCreditPaymentWorkflow(req.scope).run({ input })
  res.json({ credit: toCredit((await findCredit(req.scope, input.account_id)) as CreditView) })
}
