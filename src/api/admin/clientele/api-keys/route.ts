import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../types/routes"
import { listApiKeys } from "../../../../workflows/setup/list-api-keys"
import type { AdminListApiKeysType } from "./validators"

/** Lists Medusa's secret keys with their modes, newest first, including revoked keys (contract R61). */
export async function GET(
  req: MedusaRequest<unknown, AdminListApiKeysType>,
  res: MedusaResponse<Answer<"GET /admin/clientele/api-keys">>,
): Promise<void> {
  const { limit, offset } = req.validatedQuery
  res.json({ ...(await listApiKeys(req.scope, { limit, offset })), limit, offset })
}
