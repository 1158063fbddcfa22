import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { POINTS_MODULE, type PointsModuleService } from "../../../../../modules/points"
import { readSession } from "../../../../../workflows/redemption/proof"
import { toShopperLoyalty } from "../../../../loyalty"

/**
 * A signed-in customer's own points (CONTRACT R31). Being signed in proves the account, not its email address: points are
 * shown to those who have proven the mailbox by a one-time code while signed in, and where the store says that it
 * verifies addresses at sign-up (`identity.trustRegisteredEmail`, DESIGN D8).
 */
export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const session = await readSession(req.scope, req.auth_context.actor_id)
  if (!session) {
    res.json({ loyalty: null, proof_required: true })
    return
  }
  const points = req.scope.resolve<PointsModuleService>(POINTS_MODULE)
  res.json({ loyalty: toShopperLoyalty(await points.getAccount(session.mailbox)) })
}
