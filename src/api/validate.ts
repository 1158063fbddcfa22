import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { clienteleError } from "../kernel/errors"
import { problemsOf, sentenceOf } from "../kernel/sentences"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../modules/customer_profile"
import { clientPath } from "./aliases"

/** NUL and halves of surrogate pairs: PostgreSQL cannot store them, and two keys must not become one. */
const UNSTORABLE = /\0|\p{Cs}/u

/** Deeper JSON than anybody writes by hand; what walks through it must not run out of stack. */
const MAX_DEPTH = 64

/** Whether PostgreSQL can store a value of JSON, and nobody stumbles over it later. */
export function isStorable(value: unknown, depth = 0): boolean {
  if (typeof value === "string") {
    return !UNSTORABLE.test(value)
  }
  if (typeof value !== "object" || value === null) {
    return true
  }
  const parts = Object.entries(value).flat()
  return depth < MAX_DEPTH && parts.every((part) => isStorable(part, depth + 1))
}

/** Text that a person or a client wrote, trimmed: 1 to `max` characters. */
export function text(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => isStorable(value), "has characters that cannot be stored")
}

const MAX_KEY = 200

/** The idempotency key of a request, from its header or its body. Throws `invalid_request` for one that is too long. */
export function idempotencyKey(req: MedusaRequest<{ idempotency_key?: string }>): string | undefined {
  const key = req.validatedBody.idempotency_key ?? req.get("idempotency-key")
  if (key !== undefined && !text(MAX_KEY).safeParse(key).success) {
    throw clienteleError("invalid_request", `Idempotency-Key: must have 1 to ${MAX_KEY} characters`)
  }
  return key
}

/** An id from the path. What cannot be an id is not found. */
export function pathId(req: MedusaRequest, what: string, param = "id"): string {
  const id = String(req.params[param])
  if (UNSTORABLE.test(id) || id.length > MAX_KEY) {
    throw clienteleError("not_found", `${what} not found`)
  }
  return id
}

/** What a route without parameters takes: nothing. */
const NOTHING = z.strictObject({})

/** One schema, one for each choice of the option `customers.strictLengths`, or one that what was sent decides on. */
type Schema = z.ZodType | { usual: z.ZodType; strict: z.ZodType } | ((raw: unknown) => z.ZodType)

/** What a route takes (MUST_HOLD M76): nothing, where a part is left out. `form` is a multipart body, which the route reads. */
export type Taken = { query?: Schema; body?: Schema | "form" }

type Handler = ((req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction) => void) & { taken: Taken }

/**
 * Validates the query and the body of a route; the handler finds them in `req.validatedQuery` and `req.validatedBody`.
 * Every route of the plugin has one of these, so that no key is ever ignored (ADR 0039).
 *
 * @throws `invalid_request` naming every bad field; `unsupported_media_type` for a body that is not JSON
 */
export function validate(taken: Taken): Handler {
  const handler = (req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): void => {
    const query = req.query ?? {}
    req.validatedQuery = parse(schemaFor(req, query, taken.query), query, "query") as Record<string, unknown>
    if (taken.body !== "form") {
      refuseOtherTypes(req)
      const body = req.body ?? {}
      req.validatedBody = parse(schemaFor(req, body, taken.body), body, "body")
    }
    next()
  }
  return Object.assign(handler, { taken })
}

function schemaFor(req: MedusaRequest, raw: unknown, schema: Schema = NOTHING): z.ZodType {
  if (schema instanceof z.ZodType) {
    return schema
  }
  if (typeof schema === "function") {
    return schema(raw)
  }
  const { rules } = req.scope.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
  return rules.strictLengths ? schema.strict : schema.usual
}

/** Medusa also reads forms, where every value is text, and takes a body of any other type for none. */
function refuseOtherTypes(req: MedusaRequest): void {
  const { "transfer-encoding": chunked, "content-length": length } = req.headers
  const hasBody = chunked !== undefined || Number(length) > 0
  if (hasBody && !req.is("application/json")) {
    throw clienteleError("unsupported_media_type")
  }
}

/**
 * Validates one part of a request.
 *
 * @param whole what the part is called where no field of it is at fault
 * @param at the part's own place, for a part that is a field itself
 * @throws `invalid_request` naming the fields in the client's own words
 */
export function parse<T>(schema: z.ZodType<T>, value: unknown, whole: string, at: readonly string[] = []): T {
  const result = schema.safeParse(value, { error: sentenceOf })
  if (result.success) {
    return result.data
  }
  throw clienteleError("invalid_request", describeIssues(result.error.issues, value, whole, at))
}

/** Enough to correct a request by; a body of unknown keys does not come back whole. */
const MAX_PROBLEMS = 20

function describeIssues(issues: z.core.$ZodIssue[], raw: unknown, whole: string, at: readonly string[]): string {
  const lines = problemsOf(issues).map(({ path, sentence }) => {
    const field = [...at, ...clientPath(raw, path)].join(".")
    return `${field || whole}: ${sentence}`
  })
  const told = [...new Set(lines)]
  const rest = told.length - MAX_PROBLEMS
  return [...told.slice(0, MAX_PROBLEMS), ...(rest > 0 ? [`and ${rest} more`] : [])].join("; ")
}
