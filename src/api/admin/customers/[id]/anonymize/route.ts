import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { anonymizeCustomerProfileWorkflow } from "../../../../../workflows/privacy/anonymize-customer-workflow"
import { pathId } from "../../../../shared/validate"
import type { AdminAnonymizeCustomerType } from "./validators"

/**
 * Anonymises a customer: removes the identifying data from everything that is stored about them. It cannot be undone
 * (contract R18). If `anonymized` is false, `problems` lists the parts that failed: fix them, then run it again. With
 * `dry_run` in the body or the query it changes nothing, and `would_remove` counts the data to remove (contract M76).
 * Refused while amounts are open on the customer's credit account, unless `force` is in the body or the query.
 */
export async function POST(
  req: MedusaRequest<AdminAnonymizeCustomerType>,
  res: MedusaResponse<Answer<"POST /admin/customers/:id/anonymize">>,
): Promise<void> {
  const id = pathId(req, "Customer")
  const dry_run = req.validatedBody.dry_run || req.validatedQuery.dry_run === true
  const force = req.validatedBody.force || req.validatedQuery.force === true
  const { result } = await anonymizeCustomerProfileWorkflow(req.scope).run({ input: { id, dry_run, force } })
  res.json({ id, object: "customer", ...result })
}
