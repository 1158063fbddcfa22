import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { CREDIT_MODULE, type CreditModuleService } from "../../../../../modules/credit"
import type { Answer } from "../../../../../types/routes"
import { ofLiveAccount } from "../../../../../workflows/credit/accounts/live-account"
import { toShopperCredit } from "./shopper-credit"

/** Returns the credit of the signed-in customer (contract R27). */
export async function GET(
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<Answer<"GET /store/customers/me/credit">>,
): Promise<void> {
  const credit = req.scope.resolve<CreditModuleService>(CREDIT_MODULE)
  const buyer = await ofLiveAccount(req.scope, await credit.findBuyer(req.auth_context.actor_id))
  res.setHeader("cache-control", "no-store")
  res.json({ credit: buyer && toShopperCredit(buyer) })
}
