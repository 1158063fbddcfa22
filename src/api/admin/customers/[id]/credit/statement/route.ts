import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { findStatement } from "../../../../../../workflows/credit/collections/get-statement"
import { sendStatement } from "../../../../../shared/send-statement"
import type { StatementQueryType } from "../../../../../shared/statement-query"
import { pathId } from "../../../../../shared/validate"

/** Returns an account's statement for a period, as JSON, as CSV or as a page to print (contract R28). */
export async function GET(
  req: MedusaRequest<unknown, StatementQueryType>,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/credit/statement">>,
): Promise<void> {
  const { format, ...period } = req.validatedQuery
  sendStatement(res, await findStatement(req.scope, pathId(req, "Customer"), period), format)
}
