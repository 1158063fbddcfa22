import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { recordCreditPaymentWorkflow } from "../../../../../../workflows/credit/cash/cash-workflows"
import { toCreditEntry } from "../../../../../shared/credit-answers"
import { ledgerRequest } from "../ledger-request"
import type { AdminRecordPaymentType } from "../validators"

/** Records a payment and allocates it to the named items, else to the oldest due items (contract R23). */
export async function POST(
  req: AuthenticatedMedusaRequest<AdminRecordPaymentType>,
  res: MedusaResponse<Answer<"POST /admin/customers/:id/credit/payments">>,
): Promise<void> {
  const { result: entry } = await recordCreditPaymentWorkflow(req.scope).run({ input: ledgerRequest(req) })
  res.json({ entry: toCreditEntry(entry) })
}
