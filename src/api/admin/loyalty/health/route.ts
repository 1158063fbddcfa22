import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../types/routes"
import { getHealth } from "../../../../workflows/setup/get-health"

/** Returns the health of the programme: the decorations for redemption, the sweep and the queue (ADR 0001, 0005). */
export async function GET(req: MedusaRequest, res: MedusaResponse<Answer<"GET /admin/loyalty/health">>): Promise<void> {
  res.json({ health: await getHealth(req.scope) })
}
