import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { refundCreditBalanceWorkflow } from "../../../../../../workflows/credit/cash/cash-workflows"
import { toCreditEntry } from "../../../../../shared/credit-answers"
import { ledgerRequest } from "../ledger-request"
import type { AdminRefundBalanceType } from "../validators"

/**
 * Records a refund of unapplied cash, or of the amount paid on an order (contract R23). Errors: `unapplied_exceeded`,
 * `refund_exceeds_paid`.
 */
export async function POST(
  req: AuthenticatedMedusaRequest<AdminRefundBalanceType>,
  res: MedusaResponse<Answer<"POST /admin/customers/:id/credit/refunds">>,
): Promise<void> {
  const { result: entry } = await refundCreditBalanceWorkflow(req.scope).run({ input: ledgerRequest(req) })
  res.json({ entry: toCreditEntry(entry) })
}
