import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { CREDIT_MODULE, type CreditModuleService } from "../../../../../../modules/credit"
import type { Answer } from "../../../../../../types/routes"
import { checkCreditAccount } from "../../../../../../workflows/credit/accounts/get-credit"
import { toCreditEntry } from "../../../../../shared/credit-answers"
import { pathId } from "../../../../../shared/validate"
import type { AdminListCreditEntriesType } from "../validators"

/** Lists the ledger entries of an account, newest first (contract R22). */
export async function GET(
  req: MedusaRequest<unknown, AdminListCreditEntriesType>,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/credit/entries">>,
): Promise<void> {
  const { cursor, limit } = req.validatedQuery
  const id = pathId(req, "Customer")
  await checkCreditAccount(req.scope, id)
  const credit = req.scope.resolve<CreditModuleService>(CREDIT_MODULE)
  const { entries, next_cursor } = await credit.listEntries(id, cursor ?? null, limit)
  res.json({ entries: entries.map(toCreditEntry), next_cursor })
}
