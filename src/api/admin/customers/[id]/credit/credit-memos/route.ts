import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { issueCreditMemoWorkflow } from "../../../../../../workflows/credit/cash/cash-workflows"
import { toCreditEntry } from "../../../../../shared/credit-answers"
import { ledgerRequest } from "../ledger-request"
import type { AdminIssueCreditMemoType } from "../validators"

/** Issues a credit memo, which is allocated like a payment (contract R23). */
export async function POST(
  req: AuthenticatedMedusaRequest<AdminIssueCreditMemoType>,
  res: MedusaResponse<Answer<"POST /admin/customers/:id/credit/credit-memos">>,
): Promise<void> {
  const { result: entry } = await issueCreditMemoWorkflow(req.scope).run({ input: ledgerRequest(req) })
  res.json({ entry: toCreditEntry(entry) })
}
