import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../types/routes"
import { reconcileReceivablesWorkflow } from "../../../../workflows/credit/settling/reconcile-receivables-workflow"
import { toReconciledReceivables } from "../../../shared/credit-answers"
import { hiddenCustomers } from "../../../shared/key-calls"
import type { AdminReconcileReceivablesType } from "./validators"

/**
 * Compares what orders on terms owe with what their receivables charge (contract R24, R28). It is a dry run unless `repair` is true. Of
 * the orders put on account since `since` at most `limit` (10,000) are compared, in the order of their ids. The next request sends
 * `next_cursor` as `cursor`, with the other fields unchanged. Any other `cursor` is a 400. For a live key there are no accounts of
 * test customers.
 */
export async function POST(
  req: MedusaRequest<AdminReconcileReceivablesType>,
  res: MedusaResponse<Answer<"POST /admin/credit/reconcile">>,
): Promise<void> {
  const { result } = await reconcileReceivablesWorkflow(req.scope).run({
    input: { ...req.validatedBody, without: await hiddenCustomers(req) },
  })
  res.json({ reconciliation: toReconciledReceivables(result) })
}
