import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { reconcileOrders } from "../../../../workflows/points/reconcile"
import { checkReconcileCursor } from "../../../../workflows/points/reconcile-cursor"
import type { AdminReconcileLoyaltyType } from "../validators"

/**
 * Compares target with posted (CONTRACT R34); a dry run unless `repair` is true. Of the orders since `since` at most `limit`
 * (10,000) are compared, the oldest first; `next_cursor` is then what the next request gives as `cursor`, with the rest
 * as it was. Any other `cursor` is a 400.
 */
export async function POST(req: MedusaRequest<AdminReconcileLoyaltyType>, res: MedusaResponse): Promise<void> {
  const { order_ids, since, cursor, limit, repair } = req.validatedBody
  if (cursor !== undefined) {
    await checkReconcileCursor(req.scope, cursor)
  }
  const which = since ? { since: new Date(since), cursor, limit } : { order_ids }
  res.json({ reconciliation: await reconcileOrders(req.scope, { ...which, repair }) })
}
