import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../../../modules/one_time_code"
import { clientNetwork } from "./client-network"

/** The client: the network, and the signed-in customer if there is one. */
export function clientOf(req: AuthenticatedMedusaRequest): { network: string; customer_id: string | null } {
  const { trustedProxies } = req.scope.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
  return { network: clientNetwork(req, trustedProxies), customer_id: req.auth_context?.actor_id ?? null }
}
