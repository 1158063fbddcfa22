import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../types/routes"
import { reconcilePointsWorkflow } from "../../../../workflows/points/reconcile-points-workflow"
import { hiddenCustomers } from "../../../shared/key-calls"
import type { AdminReconcileLoyaltyType } from "../validators"

/**
 * Compares targets with posted points (contract R34). It is a dry run unless `repair` is true. Of the orders since `since` at most `limit`
 * (10,000) are compared, the oldest first. The next request sends `next_cursor` as `cursor`, with the other fields
 * unchanged. Any other `cursor` is a 400. For a live key there are no orders of test customers.
 */
export async function POST(
  req: MedusaRequest<AdminReconcileLoyaltyType>,
  res: MedusaResponse<Answer<"POST /admin/loyalty/reconcile">>,
): Promise<void> {
  const { result } = await reconcilePointsWorkflow(req.scope).run({
    input: { ...req.validatedBody, without: await hiddenCustomers(req) },
  })
  res.json({ reconciliation: result })
}
