import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../types/routes"
import { listSettingChanges } from "../../../../workflows/points/list-setting-changes"
import type { AdminListSettingChangesType } from "../validators"

/** Lists the changes of settings, newest first (contract R30). */
export async function GET(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"GET /admin/loyalty/setting-changes">>,
): Promise<void> {
  const { limit, offset } = req.validatedQuery as AdminListSettingChangesType
  res.json({ ...(await listSettingChanges(req.scope, limit, offset)), limit, offset })
}
