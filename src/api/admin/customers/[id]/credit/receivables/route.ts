import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { CREDIT_MODULE, type CreditModuleService } from "../../../../../../modules/credit"
import type { Answer } from "../../../../../../types/routes"
import { checkCreditAccount } from "../../../../../../workflows/credit/accounts/get-credit"
import { toReceivable } from "../../../../../shared/credit-answers"
import type { ListReceivablesType } from "../../../../../shared/receivables-query"
import { pathId } from "../../../../../shared/validate"

/** Lists the receivables of an account, the earliest due date first (contract R23). */
export async function GET(
  req: MedusaRequest<unknown, ListReceivablesType>,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/credit/receivables">>,
): Promise<void> {
  const { status, limit, offset } = req.validatedQuery
  const id = pathId(req, "Customer")
  await checkCreditAccount(req.scope, id)
  const credit = req.scope.resolve<CreditModuleService>(CREDIT_MODULE)
  const { receivables, count } = await credit.listReceivables(id, { statuses: status, limit, offset })
  res.json({ receivables: receivables.map(toReceivable), count, limit, offset })
}
