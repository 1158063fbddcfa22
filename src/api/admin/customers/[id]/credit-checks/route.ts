import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { CREDIT_CHECK_MODULE, type CreditCheckModuleService } from "../../../../../modules/credit_check"
import type { Answer } from "../../../../../types/routes"
import { withApplied } from "../../../../../workflows/credit/checks/credit-check-view"
import { getMedusaCustomer } from "../../../../../workflows/shared/customers/get-medusa-customer"
import { pathId } from "../../../../shared/validate"
import type { AdminListCreditChecksType } from "./validators"

/** Lists a customer's credit checks, newest first (contract R25). */
export async function GET(
  req: MedusaRequest<unknown, AdminListCreditChecksType>,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/credit-checks">>,
): Promise<void> {
  const { id } = await getMedusaCustomer(req.scope, pathId(req, "Customer"))
  const { cursor, limit } = req.validatedQuery
  const checks = req.scope.resolve<CreditCheckModuleService>(CREDIT_CHECK_MODULE)
  const page = await checks.listChecks(id, cursor ?? null, limit)
  res.json({
    credit_checks: await withApplied(req.scope, id, page.checks),
    next_cursor: page.next_cursor,
    providers: [...checks.providers],
    default_provider: checks.defaultProvider,
  })
}
