import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { POINTS_MODULE, type PointsModuleService } from "../../../../../../modules/points"
import type { Answer } from "../../../../../../types/routes"
import { getCustomerMailbox } from "../../../../../../workflows/shared/customers/get-customer-mailbox"
import { pathId } from "../../../../../shared/validate"
import type { AdminListPointsEntriesType } from "../validators"

/** Lists a customer's ledger entries, newest first (contract R31). */
export async function GET(
  req: MedusaRequest<unknown, AdminListPointsEntriesType>,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/loyalty/entries">>,
): Promise<void> {
  const { cursor, limit, with_deleted } = req.validatedQuery
  const mailbox = await getCustomerMailbox(req.scope, pathId(req, "Customer"), with_deleted)
  const points = req.scope.resolve<PointsModuleService>(POINTS_MODULE)
  const page = mailbox ? await points.listEntries(mailbox, cursor ?? null, limit) : { entries: [], next_cursor: null }
  res.json(page)
}
