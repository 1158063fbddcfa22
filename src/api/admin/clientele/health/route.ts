import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../types/routes"
import { getClienteleHealth } from "../../../../workflows/setup/get-clientele-health"

/** Returns the plugin's health: findings, setup steps and dead jobs (contract R66). */
export async function GET(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"GET /admin/clientele/health">>,
): Promise<void> {
  res.json({ health: await getClienteleHealth(req.scope) })
}
