import { subscribe } from "node:diagnostics_channel"
import type { IncomingMessage, ServerResponse } from "node:http"
import { answerWithCodes } from "./answers"
import { isOurAdmin, isOurs } from "./our-routes"
import { authorizationFor, whyUnauthorized } from "./secret-keys"

const SIGN_IN = "Sign in as a customer to use this route."

function prepare(message: unknown): void {
  const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
  const { url, headers } = request
  if (!isOurs(url)) {
    return
  }
  const isAdmin = isOurAdmin(url)
  answerWithCodes(response, url, isAdmin ? whyUnauthorized(headers) : SIGN_IN)
  const authorization = isAdmin ? authorizationFor(headers) : undefined
  if (authorization !== undefined) {
    headers.authorization = authorization
  }
}

const PREPARED = Symbol.for("medusa-plugin-clientele.requests")

/**
 * Prepares requests to the plugin's own routes when they arrive, before Medusa's parsers and its check of admin routes,
 * which run before every middleware of a plugin: secret keys are accepted in more places (contract R60, ADR 0023), and
 * every refusal has a code (ADR 0039). If Node no longer reports requests in this way, those keys are refused, Medusa's
 * refusals have no code, and no request gets more access.
 */
export function prepareRequests(): void {
  const holder = globalThis as { [PREPARED]?: boolean }
  if (!holder[PREPARED]) {
    holder[PREPARED] = true
    subscribe("http.server.request.start", prepare)
  }
}
