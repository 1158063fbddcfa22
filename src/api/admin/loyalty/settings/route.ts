import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { POINTS_MODULE, type PointsModuleService } from "../../../../modules/points"
import type { Answer } from "../../../../types/routes"

/** Returns the current settings (contract R30). */
export async function GET(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"GET /admin/loyalty/settings">>,
): Promise<void> {
  const points = req.scope.resolve<PointsModuleService>(POINTS_MODULE)
  res.json({ settings: await points.getSettings() })
}
