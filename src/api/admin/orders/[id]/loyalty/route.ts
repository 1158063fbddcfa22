import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { explainOrder } from "../../../../../workflows/points/explain-order"
import { pathId } from "../../../../shared/validate"

/** What an order has earned and why, or why not: the same as `clientele why <order>`. */
export async function GET(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"GET /admin/orders/:id/loyalty">>,
): Promise<void> {
  res.json({ order_loyalty: await explainOrder(req.scope, pathId(req, "Order")) })
}
