import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { clienteleError } from "../../../../kernel/errors"
import { countOrders } from "../../../../workflows/points/find-orders"
import { reconcileOrders } from "../../../../workflows/points/reconcile"
import type { AdminReconcileLoyaltyType } from "../validators"

/** About what a minute is enough for; a request that takes longer is cut off by whatever stands before the store. */
const MAX_ORDERS = 10_000

/**
 * Compares target with posted (CONTRACT R34); a dry run unless `repair` is true. A `since` that more than 10,000 orders
 * follow is 400 `invalid_request`: the command does it with progress.
 */
export async function POST(req: MedusaRequest<AdminReconcileLoyaltyType>, res: MedusaResponse): Promise<void> {
  const { order_ids, since, repair } = req.validatedBody
  if (since && (await countOrders(req.scope, new Date(since))) > MAX_ORDERS) {
    throw clienteleError(
      "invalid_request",
      `since: more than ${MAX_ORDERS} orders follow it; take a later moment, or run \`npx clientele reconcile\` on the server`,
    )
  }
  const result = await reconcileOrders(req.scope, {
    order_ids,
    since: since ? new Date(since) : undefined,
    repair,
  })
  res.json({ reconciliation: result })
}
