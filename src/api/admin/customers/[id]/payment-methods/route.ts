import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { listPaymentMethods } from "../../../../../workflows/customers/list-payment-methods"
import { pathId } from "../../../../shared/validate"
import type { AdminListPaymentMethodsType } from "./validators"

/** Lists a customer's saved payment methods of all providers, newest first (contract R17). */
export async function GET(
  req: MedusaRequest<unknown, AdminListPaymentMethodsType>,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/payment-methods">>,
): Promise<void> {
  const { limit, offset } = req.validatedQuery
  const methods = await listPaymentMethods(req.scope, pathId(req, "Customer"), req.validatedQuery)
  res.json({ ...methods, limit, offset })
}
