import type { MedusaRequest } from "@medusajs/framework/http"
import { matchesEvent, type PayloadForm } from "../../../modules/webhook"
import { eventNames } from "../../../workflows/shared/events/event-names"
import { isAllowed, type Permission, READ_CREDIT, READ_POINTS, requirePermission } from "../../shared/permissions"

/** Events with data beside ids, and the permission of their subject (ADR 0062). */
const NEEDED: readonly [RegExp, Permission][] = [
  [/^clientele\.(?:points|loyalty)\./, READ_POINTS],
  [/^clientele\.credit\./, READ_CREDIT],
]

/** Whether the caller may read all data of an event, and not only its ids. */
export async function readableEvents(req: MedusaRequest): Promise<(event: string) => boolean> {
  const hidden: RegExp[] = []
  for (const [events, permission] of NEEDED) {
    if (!(await isAllowed(req, permission))) {
      hidden.push(events)
    }
  }
  return (event) => !hidden.some((events) => events.test(event))
}

/**
 * Requires the permissions for the data that an endpoint would send: its receiver reads the full messages of its events. Thin
 * messages have only ids.
 *
 * @throws `forbidden` naming the permission
 */
export async function requireForEvents(
  req: MedusaRequest,
  { events, payload }: { events: readonly string[]; payload: PayloadForm },
): Promise<void> {
  const sent = payload === "thin" ? [] : eventNames.filter((name) => matchesEvent(events, name))
  for (const [needing, permission] of NEEDED) {
    if (sent.some((name) => needing.test(name))) {
      await requirePermission(req, permission)
    }
  }
}
