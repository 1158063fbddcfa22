import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { POINTS_MODULE, type PointsModuleService } from "../../../../../modules/points"
import { emit } from "../../../../../workflows/events"
import { pointsEvents } from "../../../../../workflows/points/events"
import type { AdminUpdateLoyaltySettingType } from "../../validators"

/** Sets one setting from now on (CONTRACT R30). 400 `unknown_setting` or `invalid_request`, naming the key. */
export async function PUT(
  req: AuthenticatedMedusaRequest<AdminUpdateLoyaltySettingType>,
  res: MedusaResponse,
): Promise<void> {
  const points = req.scope.resolve<PointsModuleService>(POINTS_MODULE)
  const setting = await points.setSetting(String(req.params.key), req.validatedBody.value, req.auth_context.actor_id)
  await emit(req.scope, [{ name: pointsEvents.SETTING_CHANGED, data: { key: setting.key } }])
  res.json({ setting })
}
