import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { POINTS_MODULE, type PointsModuleService } from "../../../../../modules/points"
import type { Answer } from "../../../../../types/routes"
import { findVerifiedMailbox } from "../../../../../workflows/shared/redemption/verify-shopper"
import { toShopperLoyalty } from "./shopper-loyalty"

/**
 * Returns a signed-in customer's own points (contract R31). A session proves the account, not its email address: points are
 * shown to customers who have verified the mailbox by a one-time code while signed in, to those who send a redemption token
 * for it in `x-loyalty-token`, and where the store verifies addresses at sign-up (`identity.trustRegisteredEmail`, ADR 0008).
 */
export async function GET(
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<Answer<"GET /store/customers/me/loyalty">>,
): Promise<void> {
  const mailbox = await findVerifiedMailbox(req.scope, req.auth_context.actor_id, req.get("x-loyalty-token"))
  if (!mailbox) {
    res.json({ loyalty: null, proof_required: true })
    return
  }
  const points = req.scope.resolve<PointsModuleService>(POINTS_MODULE)
  res.json({ loyalty: toShopperLoyalty(await points.findAccount(mailbox)) })
}
