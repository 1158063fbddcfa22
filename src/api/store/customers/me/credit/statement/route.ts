import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { CREDIT_MODULE, type CreditModuleService } from "../../../../../../modules/credit"
import type { Answer } from "../../../../../../types/routes"
import { ofLiveAccount } from "../../../../../../workflows/credit/accounts/live-account"
import { findStatement } from "../../../../../../workflows/credit/collections/get-statement"
import { sendStatement } from "../../../../../shared/send-statement"
import type { StatementQueryType } from "../../../../../shared/statement-query"

/**
 * Returns the statement of the signed-in customer's own account (contract R27), as JSON, CSV or a page to print. It shows the orders of all
 * buyers, so other members get `statement: null`, like customers who are not live members (ADR 0007).
 */
export async function GET(
  req: AuthenticatedMedusaRequest<unknown, StatementQueryType>,
  res: MedusaResponse<Answer<"GET /store/customers/me/credit/statement">>,
): Promise<void> {
  const { format, ...period } = req.validatedQuery
  const customerId = req.auth_context.actor_id
  const credit = req.scope.resolve<CreditModuleService>(CREDIT_MODULE)
  const membership = await ofLiveAccount(req.scope, await credit.findMembership(customerId))
  if (membership?.account_id !== customerId) {
    res.setHeader("cache-control", "no-store")
    res.json({ statement: null })
    return
  }
  sendStatement(res as Parameters<typeof sendStatement>[0], await findStatement(req.scope, customerId, period), format)
}
