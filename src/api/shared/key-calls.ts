import type {
  AuthenticatedMedusaRequest,
  MedusaNextFunction,
  MedusaResponse,
  MiddlewareRoute,
} from "@medusajs/framework/http"
import { clienteleError } from "../../kernel/errors"
import { API_KEY_MODULE, type ApiKeyModuleService } from "../../modules/api_key"
import { isOurAdmin } from "./our-routes"
import { limitHeaders, whyLimited } from "./rate-limit-headers"

/**
 * Counts a call with a secret key and refuses it beyond the key's limits (CONTRACT R62, ADR 0065). Who calls is what Medusa has
 * verified; sessions of admin users have no limits, nor has the store's API, whose publishable key all shoppers share.
 *
 * @throws `rate_limited`
 */
async function countKeyCall(
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  const path = req.originalUrl.split("?")[0] ?? ""
  if (!isOurAdmin(path) || req.auth_context?.actor_type !== "api-key") {
    next()
    return
  }
  const keys = req.scope.resolve<ApiKeyModuleService>(API_KEY_MODULE)
  const key_id = req.auth_context.actor_id
  const mode = await keys.modeOf(key_id)
  const counted = await keys.countCall({ key_id, mode, method: req.method, path })
  if (counted) {
    for (const [name, value] of Object.entries(limitHeaders(counted))) {
      res.setHeader(name, value)
    }
    if (!counted.allowed) {
      throw clienteleError("rate_limited", whyLimited(counted))
    }
  }
  next()
}

export const keyCallMiddlewares: MiddlewareRoute[] = [
  { matcher: "/admin/*", middlewares: [countKeyCall as NonNullable<MiddlewareRoute["middlewares"]>[number]] },
]
