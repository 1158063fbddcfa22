import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { explainOrder } from "../../../../../workflows/points/explain-order"
import { pathId } from "../../../../shared/validate"

/** Explains the points that an order earned, or why it earned none. Same as `clientele why <order>`. */
export async function GET(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"GET /admin/orders/:id/loyalty">>,
): Promise<void> {
  res.json({ order_loyalty: await explainOrder(req.scope, pathId(req, "Order")) })
}
