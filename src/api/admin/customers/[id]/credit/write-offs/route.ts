import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { writeOffReceivableWorkflow } from "../../../../../../workflows/credit/cash/receivable-workflows"
import { toCreditEntry } from "../../../../../shared/credit-answers"
import { ledgerRequest } from "../ledger-request"
import type { AdminWriteOffType } from "../validators"

/** Writes an open item off, in whole or in part (contract R23). Errors: `receivable_paid`. */
export async function POST(
  req: AuthenticatedMedusaRequest<AdminWriteOffType>,
  res: MedusaResponse<Answer<"POST /admin/customers/:id/credit/write-offs">>,
): Promise<void> {
  const { result: entry } = await writeOffReceivableWorkflow(req.scope).run({ input: ledgerRequest(req) })
  res.json({ entry: toCreditEntry(entry) })
}
