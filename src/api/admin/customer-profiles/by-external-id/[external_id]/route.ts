import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { getCustomerByExternalId } from "../../../../../workflows/customers/get-customer"
import { pathId } from "../../../../shared/validate"
import { visibleTo } from "../../../../shared/visible-customer"

/** Returns the customer with this id in the merchant's own system (contract R6). */
export async function GET(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"GET /admin/customer-profiles/by-external-id/:external_id">>,
): Promise<void> {
  const externalId = pathId(req, "Customer", "external_id")
  const visible = await visibleTo(req)
  res.json({ customer: visible(await getCustomerByExternalId(req.scope, externalId)) })
}
