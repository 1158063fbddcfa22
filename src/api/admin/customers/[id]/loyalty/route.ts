import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { POINTS_MODULE, type PointsModuleService } from "../../../../../modules/points"
import type { Answer } from "../../../../../types/routes"
import { getCustomerMailbox } from "../../../../../workflows/shared/customers/get-customer-mailbox"
import { toLoyalty } from "../../../../shared/loyalty-answer"
import { pathId } from "../../../../shared/validate"
import type { AdminGetPointsType } from "./validators"

/**
 * Returns a customer's points (contract R31). Without an email address, `loyalty` is null. `with_deleted=true` also reads a
 * deleted customer.
 */
export async function GET(
  req: MedusaRequest<unknown, AdminGetPointsType>,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/loyalty">>,
): Promise<void> {
  const mailbox = await getCustomerMailbox(req.scope, pathId(req, "Customer"), req.validatedQuery.with_deleted)
  const points = req.scope.resolve<PointsModuleService>(POINTS_MODULE)
  res.json({ loyalty: mailbox ? toLoyalty(await points.findAccount(mailbox)) : null })
}
