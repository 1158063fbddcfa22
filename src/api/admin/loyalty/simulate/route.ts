import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../types/routes"
import { checkReconcileCursor } from "../../../../workflows/points/reconcile-cursor"
import { simulateProgramme } from "../../../../workflows/points/simulate-programme"
import { hiddenCustomers } from "../../../shared/key-calls"
import type { AdminSimulateLoyaltyType } from "../validators"

/**
 * Computes the points that orders of a period earn under proposed and current settings (contract R50). Writes nothing. For a
 * period with more than `limit` orders (10,000), continue with `next_cursor`. Each answer adds up its own orders. For a live key
 * there are no orders of test customers.
 */
export async function POST(
  req: MedusaRequest<AdminSimulateLoyaltyType>,
  res: MedusaResponse<Answer<"POST /admin/loyalty/simulate">>,
): Promise<void> {
  const { cursor } = req.validatedBody
  if (cursor !== undefined) {
    await checkReconcileCursor(req.scope, cursor)
  }
  const without = await hiddenCustomers(req)
  res.json({ simulation: await simulateProgramme(req.scope, { ...req.validatedBody, without }) })
}
