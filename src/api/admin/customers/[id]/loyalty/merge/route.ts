import type { AuthenticatedMedusaRequest, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { POINTS_MODULE, type PointsModuleService } from "../../../../../../modules/points"
import type { Answer } from "../../../../../../types/routes"
import { mergePointsWorkflow } from "../../../../../../workflows/points/merge-points"
import { previewMerge } from "../../../../../../workflows/points/preview-merge"
import { toLoyalty } from "../../../../../shared/loyalty-answer"
import { additionalDataOf, idempotencyKey, pathId } from "../../../../../shared/validate"
import type { AdminMergePointsType, AdminPreviewMergeType } from "../validators"

/** Previews a merge of another mailbox and changes nothing. It refuses in the same cases as the merge. */
export async function GET(
  req: MedusaRequest<unknown, AdminPreviewMergeType>,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/loyalty/merge">>,
): Promise<void> {
  res.json({ merge: await previewMerge(req.scope, pathId(req, "Customer"), req.validatedQuery.email) })
}

/**
 * Moves the points of another mailbox to this customer (contract R31), for example after a change of address. Points never
 * move by themselves. 404 `not_found` if that mailbox has no points account.
 */
export async function POST(
  req: AuthenticatedMedusaRequest<AdminMergePointsType>,
  res: MedusaResponse<Answer<"POST /admin/customers/:id/loyalty/merge">>,
): Promise<void> {
  const customerId = pathId(req, "Customer")
  const { email, reason } = req.validatedBody
  const key = idempotencyKey(req)
  const { result } = await mergePointsWorkflow(req.scope).run({
    input: {
      customer_id: customerId,
      email,
      stated_reason: reason,
      actor_id: req.auth_context.actor_id,
      idempotency_key: key ? `${customerId}:${key}` : undefined,
      additional_data: additionalDataOf(req),
    },
  })
  const points = req.scope.resolve<PointsModuleService>(POINTS_MODULE)
  const { merged_points, mailbox } = result
  res.json({ merged_points, loyalty: toLoyalty(await points.findAccount(mailbox)) })
}
