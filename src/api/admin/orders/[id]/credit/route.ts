import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { findOrderCredit } from "../../../../../workflows/credit/approvals/get-order-credit"
import { toOrderCredit } from "../../../../shared/credit-answers"
import { pathId } from "../../../../shared/validate"

/** Returns the receivable of an order on terms, and its payments (contract R24). */
export async function GET(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"GET /admin/orders/:id/credit">>,
): Promise<void> {
  const credit = await findOrderCredit(req.scope, pathId(req, "Order"))
  res.json({ order_credit: credit && toOrderCredit(credit) })
}
