import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { getCreditCheck } from "../../../../../../workflows/credit/checks/credit-check-view"
import { pathId } from "../../../../../shared/validate"

/** Returns one credit check and its application (contract R25). A check of another customer is 404. */
export async function GET(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/credit-checks/:check_id">>,
): Promise<void> {
  const id = pathId(req, "Customer")
  res.json({ credit_check: await getCreditCheck(req.scope, id, pathId(req, "Credit check", "check_id")) })
}
