import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { POINTS_MODULE, type PointsModuleService } from "../../../../modules/points"

/** All settings as they are now (CONTRACT R30). */
export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const points = req.scope.resolve<PointsModuleService>(POINTS_MODULE)
  res.json({ settings: await points.getSettings() })
}
