import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../types/routes"
import { listCreditApprovals } from "../../../../workflows/credit/approvals/list-credit-approvals"
import { toCreditApproval } from "../../../shared/credit-answers"
import { hiddenCustomers } from "../../../shared/key-calls"
import type { AdminListCreditApprovalsType } from "./validators"

/** Lists the orders on terms that wait for an approval, the oldest first (contract R24a). */
export async function GET(
  req: MedusaRequest<unknown, AdminListCreditApprovalsType>,
  res: MedusaResponse<Answer<"GET /admin/credit/approvals">>,
): Promise<void> {
  const { limit, offset, currency_code: currencyCode } = req.validatedQuery
  const { approvals, count } = await listCreditApprovals(req.scope, {
    limit,
    offset,
    currencyCode,
    without: await hiddenCustomers(req),
  })
  res.json({ approvals: approvals.map(toCreditApproval), count, limit, offset })
}
