import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { CREDIT_MODULE, type CreditModuleService } from "../../../../modules/credit"
import type { Answer } from "../../../../types/routes"
import { toExposure } from "../../../shared/credit-answers"
import { hiddenCustomers } from "../../../shared/key-calls"

/** Returns the total limits and balances of all accounts, by currency (contract R28). */
export async function GET(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"GET /admin/credit/exposure">>,
): Promise<void> {
  const exposure = await req.scope.resolve<CreditModuleService>(CREDIT_MODULE).getExposure(await hiddenCustomers(req))
  res.json({ exposure: exposure.map(toExposure) })
}
