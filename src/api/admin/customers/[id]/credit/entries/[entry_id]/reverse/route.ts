import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../../../types/routes"
import { reverseCreditEntryWorkflow } from "../../../../../../../../workflows/credit/cash/receivable-workflows"
import { toCreditEntry } from "../../../../../../../shared/credit-answers"
import { pathId } from "../../../../../../../shared/validate"
import { ledgerRequest } from "../../../ledger-request"
import type { AdminReverseEntryType } from "../../../validators"

/** Reverses an entry, once (contract R23). Errors: `entry_reversed`, `entry_not_reversible`. */
export async function POST(
  req: AuthenticatedMedusaRequest<AdminReverseEntryType>,
  res: MedusaResponse<Answer<"POST /admin/customers/:id/credit/entries/:entry_id/reverse">>,
): Promise<void> {
  const entry_id = pathId(req, "Entry", "entry_id")
  const { result: entry } = await reverseCreditEntryWorkflow(req.scope).run({
    input: { ...ledgerRequest(req), entry_id },
  })
  res.json({ entry: toCreditEntry(entry) })
}
