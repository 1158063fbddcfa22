import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { setKeyMode } from "../../../../../../workflows/setup/list-api-keys"
import { pathId } from "../../../../../shared/validate"
import type { AdminSetApiKeyModeType } from "../../validators"

/** Sets the mode of a secret key, live or test, from its next call on (contract R61). Signed-in admin users only; `forbidden` for keys. */
export async function POST(
  req: AuthenticatedMedusaRequest<AdminSetApiKeyModeType>,
  res: MedusaResponse<Answer<"POST /admin/clientele/api-keys/:id/mode">>,
): Promise<void> {
  const { mode } = req.validatedBody
  res.json({ api_key: await setKeyMode(req.scope, pathId(req, "Key"), mode, req.auth_context.actor_id) })
}
