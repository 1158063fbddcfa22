import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { listTimeline } from "../../../../../workflows/timeline/list-timeline"
import { AREA_OF_KIND, TIMELINE_AREAS, type TimelineArea } from "../../../../../workflows/timeline/timeline-event"
import {
  isAllowed,
  type Permission,
  READ_CREDIT,
  READ_ORDERS,
  READ_POINTS,
  requirePermission,
} from "../../../../shared/permissions"
import { pathId } from "../../../../shared/validate"
import type { AdminListTimelineType } from "./validators"

const NEEDED: Record<TimelineArea, Permission> = { orders: READ_ORDERS, points: READ_POINTS, credit: READ_CREDIT }

/**
 * Lists the events of a customer, newest first (contract R29). Areas that the caller's role cannot read are left out and named in
 * `not_permitted`. A request for a kind of such an area is `forbidden` (contract M73).
 */
export async function GET(
  req: MedusaRequest<unknown, AdminListTimelineType>,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/timeline">>,
): Promise<void> {
  const { kind: kinds = null, cursor = null, limit, with_deleted } = req.validatedQuery
  for (const area of new Set((kinds ?? []).flatMap((kind) => AREA_OF_KIND[kind] ?? []))) {
    await requirePermission(req, NEEDED[area])
  }
  const allowed = await Promise.all(TIMELINE_AREAS.map((area) => isAllowed(req, NEEDED[area])))
  const hidden = TIMELINE_AREAS.filter((_, index) => !allowed[index])
  res.json(await listTimeline(req.scope, pathId(req, "Customer"), { kinds, cursor, limit, with_deleted, hidden }))
}
