import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { analyseCustomer } from "../../../../../workflows/customers/get-customer-analytics"
import { pathId } from "../../../../shared/validate"
import { withNumbers } from "./amounts"
import type { AdminGetCustomerAnalyticsType } from "./validators"

/** The figures of a customer (contract R16). */
export async function GET(
  req: MedusaRequest<unknown, AdminGetCustomerAnalyticsType>,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/analytics">>,
): Promise<void> {
  const analytics = await analyseCustomer(req.scope, pathId(req, "Customer"), req.validatedQuery)
  res.json({ analytics: withNumbers(analytics) })
}
