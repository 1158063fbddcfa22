import type { MedusaNextFunction, MedusaRequest, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"
import { ourNamesIn } from "../shared/named-fields"
import { type Permission, READ_CREDIT, READ_POINTS, requirePermission } from "../shared/permissions"

/** What Query can read of ours, by the permission that our own routes of it need; the rest belongs to the customer. */
const NEEDED: readonly [RegExp, Permission][] = [
  [/^clientele_points/, READ_POINTS],
  [/^clientele_(?:credit|receivable)/, READ_CREDIT],
]

/**
 * Asks for our permissions where a request names fields of ours on any admin route: links lead to points and credit from every customer and
 * order that Medusa's routes answer with (contract M73, ADR 0062).
 */
async function requireForFields(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): Promise<void> {
  const names = ourNamesIn(req.query)
  for (const [ours, permission] of NEEDED) {
    if (names.some((name) => ours.test(name))) {
      await requirePermission(req, permission)
    }
  }
  next()
}

/** For all methods of all admin routes, also the host's own. */
export const adminFieldMiddlewares: MiddlewareRoute[] = [{ matcher: "/admin", middlewares: [requireForFields] }]
