import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { setLoyaltySettingWorkflow } from "../../../../../workflows/points/set-setting"
import type { AdminUpdateLoyaltySettingType } from "../../validators"

/** Sets one setting from now on (contract R30). Errors: `unknown_setting`, or `invalid_request` naming the key. */
export async function PUT(
  req: AuthenticatedMedusaRequest<AdminUpdateLoyaltySettingType>,
  res: MedusaResponse<Answer<"PUT /admin/loyalty/settings/:key">>,
): Promise<void> {
  const { result: setting } = await setLoyaltySettingWorkflow(req.scope).run({
    input: { key: String(req.params.key), setting: req.validatedBody, actor_id: req.auth_context.actor_id },
  })
  res.json({ setting })
}
