import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { adjustCreditBalanceWorkflow } from "../../../../../../workflows/credit/cash/cash-workflows"
import { toCreditEntry } from "../../../../../shared/credit-answers"
import { ledgerRequest } from "../ledger-request"
import type { AdminAdjustBalanceType } from "../validators"

/** Adjusts the balance by a signed amount (contract R23). */
export async function POST(
  req: AuthenticatedMedusaRequest<AdminAdjustBalanceType>,
  res: MedusaResponse<Answer<"POST /admin/customers/:id/credit/adjustments">>,
): Promise<void> {
  const { result: entry } = await adjustCreditBalanceWorkflow(req.scope).run({ input: ledgerRequest(req) })
  res.json({ entry: toCreditEntry(entry) })
}
