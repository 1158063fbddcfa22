import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { reconcileOrders } from "../../../../workflows/points/reconcile"
import type { AdminReconcileLoyaltyType } from "../validators"

/** Compares target with posted (CONTRACT R34); a dry run unless `repair` is true. */
export async function POST(req: MedusaRequest<AdminReconcileLoyaltyType>, res: MedusaResponse): Promise<void> {
  const { order_ids, since, repair } = req.validatedBody
  const result = await reconcileOrders(req.scope, {
    order_ids,
    since: since ? new Date(since) : undefined,
    repair,
  })
  res.json({ reconciliation: result })
}
