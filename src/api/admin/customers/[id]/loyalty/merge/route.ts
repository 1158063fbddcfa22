import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { IEventBusModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { clienteleError } from "../../../../../../kernel/errors"
import { canonicalMailbox, POINTS_MODULE, type PointsModuleService } from "../../../../../../modules/points"
import { pointsEvents } from "../../../../../../workflows/points/events"
import { findMailbox } from "../../../../../../workflows/points/find-account"
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
  const points = req.scope.resolve<PointsModuleService>(POINTS_MODULE)
  const key = idempotencyKey(req)
  const { applied, points: moved } = await points.merge({
    from,
    to: mailbox,
    stated_reason: req.validatedBody.reason,
    actor_id: req.auth_context.actor_id,
    idempotency_key: key ? `${customerId}:${key}` : undefined,
  })
  if (applied) {
    await req.scope
      .resolve<IEventBusModuleService>(Modules.EVENT_BUS)
      .emit({ name: pointsEvents.MERGED, data: { customer_id: customerId, points: moved } })
  }
  res.json({ merged_points: moved, loyalty: toLoyalty(await points.getAccount(mailbox)) })
}
