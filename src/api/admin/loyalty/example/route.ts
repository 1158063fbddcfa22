import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../types/routes"
import { exampleOrder } from "../../../../workflows/points/example-order"
import type { AdminExampleOrderType } from "../validators"

/** Computes the points that an order would earn and redeem under proposed settings. Writes nothing (contract R66). */
export async function POST(
  req: MedusaRequest<AdminExampleOrderType>,
  res: MedusaResponse<Answer<"POST /admin/loyalty/example">>,
): Promise<void> {
  res.json({ example: await exampleOrder(req.scope, req.validatedBody) })
}
