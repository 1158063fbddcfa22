import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { getEligibility } from "../../../../../workflows/credit/orders/get-eligibility"
import { numberOrNull } from "../../../../shared/credit-answers"
import { pathId } from "../../../../shared/validate"

/**
 * Tells whether a cart can be bought on terms, before the storefront offers the payment method (contract R27). It places no
 * hold. Only the signed-in member of the cart gets numbers. All others get the same answer.
 */
export async function GET(
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<Answer<"GET /store/carts/:id/credit-eligibility">>,
): Promise<void> {
  const actorId = req.auth_context?.actor_id || undefined
  const { available, shortfall, ...answer } = await getEligibility(req.scope, pathId(req, "Cart"), actorId)
  res.setHeader("cache-control", "no-store")
  res.json({ ...answer, available: numberOrNull(available), shortfall: numberOrNull(shortfall) })
}
