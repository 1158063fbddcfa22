import { subscribe } from "node:diagnostics_channel"
import type { IncomingMessage, ServerResponse } from "node:http"

/** The plugin's admin routes. unit-tests/api/secret-keys.spec.ts holds that each is here, and none of Medusa's. */
const OURS = new RegExp(
  `^/admin/(?:${[
    "clientele",
    "customer-profiles",
    "loyalty",
    "orders/[^/]+/loyalty",
    "customers/[^/]+/(?:analytics|anonymize|contacts|export|loyalty|notes|orders|payment-methods|photo)",
  ].join("|")})(?:/|$)`,
  "i",
)

/** Whether a request is for one of the plugin's admin routes. */
export function isOurs(url: string | undefined): boolean {
  return OURS.test((url ?? "").split("?")[0] ?? "")
}

/**
 * The `Authorization` header that Medusa understands, for a secret key that came in another way (CONTRACT R60): in
 * `X-API-Key`, or as the user of Basic with whatever password. A request with an `Authorization` header of any other kind
 * stays as it is.
 */
export function authorizationFor(headers: IncomingMessage["headers"]): string | undefined {
  const { authorization } = headers
  const key = authorization === undefined ? headers["x-api-key"] : userOf(authorization)
  return typeof key === "string" && key.trim().startsWith("sk_") ? `Basic ${key.trim()}` : authorization
}

function userOf(authorization: string): string | undefined {
  const [scheme, credentials] = authorization.trim().split(/\s+/)
  if (scheme?.toLowerCase() !== "basic" || !credentials) {
    return undefined
  }
  const [user] = Buffer.from(credentials, "base64").toString("utf8").split(":")
  return user
}

const HOW = "Sign in, or send a secret key: as the user of Basic, or in the header X-API-Key."

/** What takes the place of Medusa's bare "Unauthorized"; the first words are those of the second API document. */
function refusal(presented: boolean) {
  const message = presented
    ? `The credentials are not valid: the key is unknown or revoked, or the session is over. ${HOW}`
    : `Authentication credentials were not provided. ${HOW}`
  return { type: "unauthorized", message }
}

/** Where Medusa's check of admin routes answers, the answer gets a message that says what to do. */
function explainRefusal(response: ServerResponse, presented: boolean): void {
  // Express gives the response its methods later, by its prototype; what is on the object itself stays and comes first.
  Object.defineProperty(response, "json", {
    configurable: true,
    writable: true,
    value(this: ServerResponse, body: unknown) {
      const { json } = Object.getPrototypeOf(this) as { json(body: unknown): unknown }
      const isBare = this.statusCode === 401 && Object(body).message === "Unauthorized"
      return json.call(this, isBare ? refusal(presented) : body)
    },
  })
}

function prepare(message: unknown): void {
  const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
  if (!isOurs(request.url)) {
    return
  }
  const { headers } = request
  explainRefusal(response, headers.authorization !== undefined || headers["x-api-key"] !== undefined)
  const authorization = authorizationFor(headers)
  if (authorization !== undefined) {
    headers.authorization = authorization
  }
}

const PREPARED = Symbol.for("medusa-plugin-clientele.secret-keys")

/**
 * Accepts secret keys in more places than Medusa, on the plugin's admin routes only (CONTRACT R60, ADR 0023). Medusa's check
 * comes before every middleware of a plugin, and a route that opts out of it would be open to all if ours were ever missed;
 * so the header is rewritten as the request comes in, and Medusa decides as always. Should Node stop telling of requests in
 * this way, those keys are refused, and nothing is let in.
 */
export function acceptSecretKeys(): void {
  const holder = globalThis as { [PREPARED]?: boolean }
  if (!holder[PREPARED]) {
    holder[PREPARED] = true
    subscribe("http.server.request.start", prepare)
  }
}
