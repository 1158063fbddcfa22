import type { MedusaNextFunction, MedusaRequest, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"
import { clienteleError } from "../../kernel/errors"
import { ourNamesIn } from "../shared/named-fields"

/** The one store route with `fields` in its body; its path below `/store`. */
const FIELDS_IN_BODY = /^\/search\/?$/i

/**
 * Refuses store requests for our entities in Query, because links lead there from every customer and order in a store
 * route. They are for admin users only (ADR 0008, 0040).
 */
function refuseOurFields(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): void {
  const [ours] = ourNamesIn(req.query, FIELDS_IN_BODY.test(req.path) ? req.body : {})
  if (ours) {
    throw clienteleError("invalid_request", `fields: ${ours} is for admin users only. Leave it out.`)
  }
  next()
}

/** For all methods of all store routes, also the host's own: registered without methods, it runs before any of theirs. */
export const storeFieldMiddlewares: MiddlewareRoute[] = [{ matcher: "/store", middlewares: [refuseOurFields] }]
