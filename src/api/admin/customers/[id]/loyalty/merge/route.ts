import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { clienteleError } from "../../../../../../kernel/errors"
import { canonicalMailbox, POINTS_MODULE, type PointsModuleService } from "../../../../../../modules/points"
import { findMailbox } from "../../../../../../workflows/points/find-account"
import { mergePoints } from "../../../../../../workflows/points/merge-points"
import { toLoyalty } from "../../../../../loyalty"
import { idempotencyKey, pathId } from "../../../../../validate"
import type { AdminMergePointsType } from "../../../validators"

/**
 * Moves the points of another mailbox to this customer (CONTRACT R31), as after a change of address: nothing moves by
 * itself. 404 `not_found` where that mailbox has no points account.
 */
export async function POST(req: AuthenticatedMedusaRequest<AdminMergePointsType>, res: MedusaResponse): Promise<void> {
  const customerId = pathId(req, "Customer")
  const mailbox = await findMailbox(req.scope, customerId)
  const from = canonicalMailbox(req.validatedBody.email)
  if (!mailbox || !from) {
    throw clienteleError("mailbox_required")
  }
  const key = idempotencyKey(req)
  const moved = await mergePoints(req.scope, customerId, {
    from,
    to: mailbox,
    stated_reason: req.validatedBody.reason,
    actor_id: req.auth_context.actor_id,
    idempotency_key: key ? `${customerId}:${key}` : undefined,
  })
  const points = req.scope.resolve<PointsModuleService>(POINTS_MODULE)
  res.json({ merged_points: moved, loyalty: toLoyalty(await points.getAccount(mailbox)) })
}
