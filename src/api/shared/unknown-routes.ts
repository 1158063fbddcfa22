import type { MedusaNextFunction, MedusaRequest, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"
import { clienteleError } from "../../kernel/errors"
import { isOurs } from "./our-routes"

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const

/** Express sorts by this path's kind: a parameter at the front comes after every route that has a name there. */
const MATCHER = "/:area(admin|store)/*"

/** Characters of a path that a message repeats. */
const MAX_TOLD = 200

type Layer = { route?: { path: unknown; methods: Record<string, boolean> }; regexp: RegExp }

/** The methods that a path has, from Express's own table: a host may have added some of its own. */
function methodsOf(req: MedusaRequest): string[] {
  const { _router } = req.app as unknown as { _router?: { stack: Layer[] } }
  const found = (_router?.stack ?? []).flatMap(({ route, regexp }) =>
    route && route.path !== MATCHER && regexp.test(req.path) ? Object.keys(route.methods) : [],
  )
  return METHODS.filter((method) => found.includes(method.toLowerCase()))
}

/**
 * Answers below the plugin's paths where no route does: 405 with `Allow` for a method that the path does not have, 404
 * otherwise, both with a code (ADR 0039). Without it Express answers with a page of HTML.
 */
function refuseUnknown(req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void {
  if (!isOurs(req.path)) {
    next()
    return
  }
  const methods = methodsOf(req)
  const path = req.path.slice(0, MAX_TOLD)
  if (methods.length === 0) {
    throw clienteleError("not_found", `There is no route ${path}.`)
  }
  res.setHeader("allow", methods.join(", "))
  throw clienteleError(
    "method_not_allowed",
    `${path} does not support ${req.method}. It supports ${methods.join(", ")}.`,
  )
}

export const unknownRouteMiddlewares: MiddlewareRoute[] = [
  { methods: [...METHODS], matcher: MATCHER, middlewares: [refuseUnknown] },
]
