import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { listTimeline } from "../../../../../workflows/timeline/list-timeline"
import { pathId } from "../../../../shared/validate"
import type { AdminListTimelineType } from "./validators"

/** Everything that happened with a customer, newest first (CONTRACT R29). */
export async function GET(
  req: MedusaRequest<unknown, AdminListTimelineType>,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/timeline">>,
): Promise<void> {
  const { kind = null, cursor = null, limit, with_deleted } = req.validatedQuery
  res.json(await listTimeline(req.scope, pathId(req, "Customer"), { kinds: kind, cursor, limit, with_deleted }))
}
