import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { POINTS_MODULE, type PointsModuleService } from "../../../../../modules/points"
import { findMailbox } from "../../../../../workflows/points/find-account"
import { toLoyalty } from "../../../../loyalty"
import { pathId } from "../../../../validate"

/** A customer's points (CONTRACT R31). `loyalty: null` for a customer without an email. */
export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const mailbox = await findMailbox(req.scope, pathId(req, "Customer"))
  const points = req.scope.resolve<PointsModuleService>(POINTS_MODULE)
  res.json({ loyalty: mailbox ? toLoyalty(await points.getAccount(mailbox)) : null })
}
