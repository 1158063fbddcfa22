import type { ServerResponse } from "node:http"
import { ERROR_CODES, type ErrorCode, foreignCode, isErrorCode, ownStatus } from "../../kernel/errors"
import { clientPath } from "../../workflows/shared/input/aliases"

/** The body as Express leaves it on a response. */
type Request = { body?: unknown; query?: unknown; headers?: { accept?: string | undefined } }

type Refusal = { type?: unknown; code?: unknown; message?: unknown }

/** The body of a refusal on the plugin's routes. */
export type Answer = { status: number; body: Record<string, unknown> }

/**
 * The answer to a request on the plugin's routes that any layer refused (docs/errors.md, ADR 0039). It has a code of the
 * table, that code's status, and no internal details.
 *
 * @param status the original status, 400 to 599
 * @param body the original body
 * @param url the request's URL
 */
export function toAnswer(status: number, body: unknown, url: string | undefined): Answer {
  const refusal = Object(body) as Refusal
  if (typeof refusal.code === "string" && isErrorCode(refusal.code)) {
    return { status: ownStatus(refusal.code) ?? status, body: { ...refusal } }
  }
  if (status >= 500 && !isDecodable(url)) {
    return said("not_found", 404, undefined, "Not found: the path is not valid percent-encoding.")
  }
  const code = isParserError(status, refusal) ? "invalid_json" : foreignCode(status, refusal.type)
  const message = TELLING.has(code) && typeof refusal.message === "string" ? refusal.message : undefined
  const type = refusal.type === "unknown_error" ? undefined : refusal.type
  return said(code, status, type, message)
}

/** Codes whose original message says more than the message of the table. */
const TELLING = new Set<ErrorCode>([
  "invalid_request",
  "not_allowed",
  "not_found",
  "unauthorized",
  "forbidden",
  "already_exists",
  "payment_refused",
])

function said(code: ErrorCode, status: number, type: unknown, message: string | undefined): Answer {
  const row = ERROR_CODES[code]
  return { status: ownStatus(code) ?? status, body: { type: type ?? row.type, code, message: message ?? row.message } }
}

/** Errors of Express's JSON parser have no code. Medusa's errors have at least an empty one. */
function isParserError(status: number, refusal: Refusal): boolean {
  return status === 400 && !("code" in refusal) && /\bJSON\b/.test(String(refusal.message))
}

/** Express fails for `%E0%A4` in a path, and Medusa reports that as an internal error. */
function isDecodable(url = ""): boolean {
  try {
    decodeURIComponent(url.split("?")[0] ?? "")
    return true
  } catch {
    return false
  }
}

/** A field name at the beginning of a message, or of a further problem in it. */
const FIELD = /(?<=^|; )[a-z]\w*(?:\.\w+)*(?=: )/g

/** Workflows use our field names, but a message must use the client's. Messages of our validation already do. */
export function inClientWords(body: Record<string, unknown>, { body: sent, query }: Request): Record<string, unknown> {
  if (body.code !== "invalid_request" || typeof body.message !== "string") {
    return body
  }
  const renamed = (raw: unknown, field: string) => clientPath(raw, field.split(".")).join(".")
  return { ...body, message: body.message.replace(FIELD, (field) => renamed(sent, renamed(query, field))) }
}

/** js-sdk's error has only the message of an answer, so the typed client asks for the code in it (src/client/coded-refusal.ts, ADR 0063). */
const CODES_IN_MESSAGES = "application/vnd.clientele.coded+json"

/** The body with its code before the message, for a client that accepts it: `[insufficient_points] The account …`. */
export function codeInMessage(body: Record<string, unknown>, { headers }: Request): Record<string, unknown> {
  const isAsked = headers?.accept?.includes(CODES_IN_MESSAGES)
  return isAsked ? { ...body, message: `[${body.code}] ${body.message}` } : body
}

/**
 * Adds a code to every refusal of a response. Express sets its methods later on the prototype, so methods on the object
 * itself take precedence.
 *
 * @param unauthorized message in place of Medusa's bare "Unauthorized"
 */
export function answerWithCodes(response: ServerResponse, url: string | undefined, unauthorized: string): void {
  Object.defineProperty(response, "json", {
    configurable: true,
    writable: true,
    value(this: ServerResponse, body: unknown) {
      const { json } = Object.getPrototypeOf(this) as { json(body: unknown): unknown }
      if (this.statusCode < 400) {
        return json.call(this, body)
      }
      const isBare = this.statusCode === 401 && Object(body).message === "Unauthorized"
      const answer = toAnswer(this.statusCode, isBare ? { ...Object(body), message: unauthorized } : body, url)
      this.statusCode = answer.status
      const asked = this.req as Request
      return json.call(this, codeInMessage(inClientWords(answer.body, asked), asked))
    },
  })
}
