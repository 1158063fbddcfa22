import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../types/routes"
import { listCreditAccounts } from "../../../../workflows/credit/accounts/list-accounts"
import { toListedAccount } from "../../../shared/credit-answers"
import { hiddenCustomers } from "../../../shared/key-calls"
import type { AdminListCreditAccountsType } from "./validators"

/** Lists all credit accounts, the highest balance first (contract R22). */
export async function GET(
  req: MedusaRequest<unknown, AdminListCreditAccountsType>,
  res: MedusaResponse<Answer<"GET /admin/credit/accounts">>,
): Promise<void> {
  const { accounts, next_cursor } = await listCreditAccounts(req.scope, {
    ...req.validatedQuery,
    without: await hiddenCustomers(req),
  })
  res.json({ accounts: accounts.map(toListedAccount), next_cursor })
}
