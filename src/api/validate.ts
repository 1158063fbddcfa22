import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { clienteleError } from "../kernel/errors"

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
    .min(1, "is required")
    .max(max)
    .refine((value) => isStorable(value), "has characters that cannot be stored")
}

/** The query of a list without filters. @param usual rows of a page where the client names no limit, 1 to 100 */
export function page(usual = 20) {
  return z.strictObject({
    limit: z.coerce.number().int().min(1).max(100).default(usual),
    offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  })
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

type Handler = (req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction) => void

/** Validates one part of a request. @throws `invalid_request` naming the field below `part` */
export function parse<T>(schema: z.ZodType<T>, value: unknown, part: string): T {
  const result = schema.safeParse(value)
  if (result.success) {
    return result.data
  }
  const issues = result.error.issues.map((issue) => ({ ...issue, path: [part, ...issue.path] }))
  throw clienteleError("invalid_request", describeIssues({ issues }, part))
}

/** Validates the body; the handler finds it in `req.validatedBody`. Bad input is 400 `invalid_request` naming the field. */
export function validateBody(schema: z.ZodType): Handler {
  return (req, _res, next) => {
    const result = schema.safeParse(req.body ?? {})
    if (!result.success) {
      return next(clienteleError("invalid_request", describeIssues(result.error, "body")))
    }
    req.validatedBody = result.data
    next()
  }
}

/** The same for the query string; the handler finds it in `req.validatedQuery`. */
export function validateQuery(schema: z.ZodType): Handler {
  return (req, _res, next) => {
    const result = schema.safeParse(req.query ?? {})
    if (!result.success) {
      return next(clienteleError("invalid_request", describeIssues(result.error, "query")))
    }
    req.validatedQuery = result.data as Record<string, unknown>
    next()
  }
}

function describeIssues(error: Pick<z.ZodError, "issues">, whole: string): string {
  return error.issues
    .map((issue) => {
      if (issue.code === "unrecognized_keys") {
        return issue.keys.map((key) => `${[...issue.path, key].join(".")}: is not known`).join("; ")
      }
      return `${issue.path.join(".") || whole}: ${issue.message}`
    })
    .join("; ")
}
