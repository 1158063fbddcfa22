import type { MedusaNextFunction, MedusaRequest, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"
import { notForTestKeys, readKeyMode } from "../shared/key-calls"
import { ourNamesIn } from "../shared/named-fields"
import { type Permission, READ_CREDIT, READ_CUSTOMERS, READ_POINTS, requirePermission } from "../shared/permissions"

/** Our entities in Query and the permission that our own routes for them need. Others belong to the customer. */
const NEEDED: readonly [RegExp, Permission][] = [
  [/^clientele_points/, READ_POINTS],
  [/^clientele_(?:credit|receivable)/, READ_CREDIT],
  // From an order, too: Medusa's routes of orders need no permission for the order's customer.
  [/^clientele_(?!points|credit|receivable)/, READ_CUSTOMERS],
]

/**
 * Requires our permissions if a request names our fields on any admin route, because links lead to them from every
 * customer and order in Medusa's routes (contract M73, ADR 0062). A test key gets none of them, because these routes show all
 * customers (M69).
 */
async function requireForFields(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): Promise<void> {
  const names = ourNamesIn(req.query)
  for (const [ours, permission] of NEEDED) {
    if (names.some((name) => ours.test(name))) {
      await requirePermission(req, permission)
    }
  }
  if (names.length > 0 && (await readKeyMode(req)) === "test") {
    throw notForTestKeys()
  }
  next()
}

/** For all methods of all admin routes, also the host's own. */
export const adminFieldMiddlewares: MiddlewareRoute[] = [{ matcher: "/admin", middlewares: [requireForFields] }]
