import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { getCustomerByExternalId } from "../../../../../workflows/customers/get"
import { pathId } from "../../../../validate"

/** The customer with this id in the merchant's own system (CONTRACT R6). */
export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const externalId = pathId(req, "Customer", "external_id")
  res.json({ customer: await getCustomerByExternalId(req.scope, externalId) })
}
