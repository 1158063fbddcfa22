import type { MedusaNextFunction, MedusaRequest, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"
import { clienteleError } from "../../kernel/errors"

/** Every entity and link of ours that Query knows begins so (docs/query.md). */
const OURS = /clientele_\w*/

/** Parameters whose values name fields. */
const NAMES_FIELDS = /^(fields|order|expand|relations)\b/

/** All keys in `value`, and the strings that name fields: those under a parameter that does. */
function namesIn(value: unknown, named: boolean): string[] {
  if (typeof value === "string") {
    return named ? [value] : []
  }
  if (Array.isArray(value)) {
    return value.flatMap((one) => namesIn(one, named))
  }
  return Object.entries(Object(value)).flatMap(([key, one]) => [key, ...namesIn(one, named || NAMES_FIELDS.test(key))])
}

/** The one store route that takes fields in its body, for Query to read; its path below `/store`. */
const FIELDS_IN_BODY = /^\/search\/?$/i

/**
 * Refuses store requests for what Query can read of ours, as links lead there from every customer and order that a store route
 * answers with: it is for admin users only (DESIGN D8, ADR 0040).
 */
function refuseOurFields(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): void {
  const asked = [req.query, FIELDS_IN_BODY.test(req.path) ? req.body : {}]
  const ours = OURS.exec(asked.flatMap((one) => namesIn(one, false)).join(" "))
  if (ours) {
    throw clienteleError("invalid_request", `fields: ${ours[0]} is for admin users only. Leave it out.`)
  }
  next()
}

/** For all methods of all store routes, also the host's own: registered without methods, it runs before any of theirs. */
export const storeFieldMiddlewares: MiddlewareRoute[] = [{ matcher: "/store", middlewares: [refuseOurFields] }]
