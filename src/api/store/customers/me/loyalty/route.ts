import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../../../../modules/one_time_code"
import { POINTS_MODULE, type PointsModuleService } from "../../../../../modules/points"
import { findMailbox } from "../../../../../workflows/points/find-account"
import { toShopperLoyalty } from "../../../../loyalty"

/**
 * A signed-in customer's own points (CONTRACT R31). Being signed in proves the account, not its email address: points are
 * shown to those who have proven the mailbox by a one-time code while signed in, and where the store says that it
 * verifies addresses at sign-up (`identity.trustRegisteredEmail`, DESIGN D8).
 */
export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const points = req.scope.resolve<PointsModuleService>(POINTS_MODULE)
  const codes = req.scope.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
  const customerId = req.auth_context.actor_id
  const mailbox = await findMailbox(req.scope, customerId)
  const isProven = mailbox && (points.trustsRegisteredEmail || (await codes.hasProof(customerId, mailbox)))
  if (!isProven) {
    res.json({ loyalty: null, proof_required: true })
    return
  }
  res.json({ loyalty: toShopperLoyalty(await points.getAccount(mailbox)) })
}
