import type { MedusaNextFunction, MedusaRequest, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"
import { clienteleError } from "../../kernel/errors"
import { isOurs } from "./our-routes"

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const

/** A path that begins with a parameter, so that Express sorts it after every route with a name there. */
const MATCHER = "/:area(admin|store)/*"

/** Maximum characters of a path in a message. */
const MAX_TOLD = 200

type Layer = { route?: { path: unknown; methods: Record<string, boolean> }; regexp: RegExp }

/** The methods of a path, from Express's own table, because a host can have added some. */
function methodsOf(req: MedusaRequest): string[] {
  const { _router } = req.app as unknown as { _router?: { stack: Layer[] } }
  const found = (_router?.stack ?? []).flatMap(({ route, regexp }) =>
    route && route.path !== MATCHER && regexp.test(req.path) ? Object.keys(route.methods) : [],
  )
  return METHODS.filter((method) => found.includes(method.toLowerCase()))
}

/**
 * Answers below the plugin's paths if no route does: 405 with `Allow` for a method that the path does not have, else 404,
 * both with a code (ADR 0039). Without it Express answers with an HTML page.
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
