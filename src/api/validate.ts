import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { z } from "@medusajs/framework/zod"
import { clienteleError } from "../kernel/errors"

type Handler = (req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction) => void

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

function describeIssues(error: z.ZodError, whole: string): string {
  return error.issues
    .map((issue) => {
      if (issue.code === "unrecognized_keys") {
        return issue.keys.map((key) => `${[...issue.path, key].join(".")}: is not known`).join("; ")
      }
      return `${issue.path.join(".") || whole}: ${issue.message}`
    })
    .join("; ")
}
