import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { POINTS_MODULE, type PointsModuleService } from "../../../../../modules/points"
import { findMailbox } from "../../../../../workflows/points/find-account"
import { toShopperLoyalty } from "../../../../loyalty"

/**
 * A signed-in customer's own points (CONTRACT R31). Being signed in proves the account, not its email address: points are
 * shown where the store says that it verifies addresses at sign-up (`identity.trustRegisteredEmail`, DESIGN D8).
 */
export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const points = req.scope.resolve<PointsModuleService>(POINTS_MODULE)
  const mailbox = await findMailbox(req.scope, req.auth_context.actor_id)
  if (!mailbox || !points.trustsRegisteredEmail) {
    res.json({ loyalty: null, proof_required: true })
    return
  }
  res.json({ loyalty: toShopperLoyalty(await points.getAccount(mailbox)) })
}
