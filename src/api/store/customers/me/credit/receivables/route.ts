import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { CREDIT_MODULE, type CreditModuleService } from "../../../../../../modules/credit"
import type { Answer } from "../../../../../../types/routes"
import { ofLiveAccount } from "../../../../../../workflows/credit/accounts/live-account"
import type { ListReceivablesType } from "../../../../../shared/receivables-query"
import { toShopperReceivable } from "../shopper-credit"

/**
 * Lists the receivables of orders on terms, the earliest due date first (contract R27). The account's own customer sees all of
 * them, another member sees the own ones (ADR 0007), and a customer who is not a live member gets an empty list.
 */
export async function GET(
  req: AuthenticatedMedusaRequest<unknown, ListReceivablesType>,
  res: MedusaResponse<Answer<"GET /store/customers/me/credit/receivables">>,
): Promise<void> {
  const { status, limit, offset } = req.validatedQuery
  const customerId = req.auth_context.actor_id
  const credit = req.scope.resolve<CreditModuleService>(CREDIT_MODULE)
  const membership = await ofLiveAccount(req.scope, await credit.findMembership(customerId))
  const { receivables, count } = membership
    ? await credit.listReceivables(membership.account_id, {
        statuses: status,
        limit,
        offset,
        ...(membership.account_id === customerId ? {} : { buyerId: customerId }),
      })
    : { receivables: [], count: 0 }
  res.setHeader("cache-control", "no-store")
  res.json({ receivables: receivables.map(toShopperReceivable), count, limit, offset })
}
