import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { clienteleError } from "../../kernel/errors"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"
import { type AdditionalData, additionalData } from "../../workflows/shared/input/additional-data"
import { parse, text, UNSTORABLE } from "../../workflows/shared/input/parse"

export { isStorable, parse, text } from "../../workflows/shared/input/parse"

const MAX_KEY = 200

/** The idempotency key of a request, from its header or its body. Throws `invalid_request` for one that is too long. */
export function idempotencyKey(req: MedusaRequest<{ idempotency_key?: string }>): string | undefined {
  const key = req.validatedBody.idempotency_key ?? req.get("idempotency-key")
  if (key !== undefined && !text(MAX_KEY).safeParse(key).success) {
    throw clienteleError("invalid_request", `Idempotency-Key: must have 1 to ${MAX_KEY} characters`)
  }
  return key
}

/** An id from the path. An impossible id is not found. */
export function pathId(req: MedusaRequest, what: string, param = "id"): string {
  const id = String(req.params[param])
  if (UNSTORABLE.test(id) || id.length > MAX_KEY) {
    throw clienteleError("not_found", `${what} not found`)
  }
  return id
}

/** The schema of a route without parameters. */
const NOTHING = z.strictObject({})

/** One schema, one for each value of the option `customers.strictLengths`, or one chosen by the request. */
type Schema = z.ZodType | { usual: z.ZodType; strict: z.ZodType } | ((raw: unknown) => z.ZodType)

/**
 * The input of a route (contract M76). An omitted part accepts nothing. `form` is a multipart body, which the route reads.
 * `additional_data` beside the body's own fields is for the host's hooks (contract R70).
 */
export type Taken = { query?: Schema; body?: Schema | "form"; additionalData?: true }

type Handler = ((req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction) => void) & { taken: Taken }

/**
 * Validates the query and the body of a route. The handler reads them from `req.validatedQuery` and `req.validatedBody`.
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
      const body = taken.additionalData ? withoutAdditionalData(req) : (req.body ?? {})
      req.validatedBody = parse(schemaFor(req, body, taken.body), body, "body")
      GIVEN.set(req, body)
    }
    next()
  }
  return Object.assign(handler, { taken })
}

const GIVEN = new WeakMap<object, unknown>()

/** The client's body without `additional_data`, for a workflow, which parses it with the same schema. */
export const bodyAsGiven = <Body>(req: object): Body => GIVEN.get(req) as Body

const ADDITIONAL = new WeakMap<object, AdditionalData>()

/** The body's data for the host's hooks, validated by the host's validator for this route. */
export const additionalDataOf = (req: object): AdditionalData => ADDITIONAL.get(req)

/** Removes `additional_data` from the body before the route's own schema. */
function withoutAdditionalData(req: MedusaRequest): unknown {
  const body = req.body ?? {}
  if (typeof body !== "object" || Array.isArray(body) || !Object.hasOwn(body, "additional_data")) {
    return body
  }
  const { additional_data, ...rest } = body as Record<string, unknown>
  const schema = (req.additionalDataValidator as typeof additionalData | undefined) ?? additionalData
  ADDITIONAL.set(req, parse(schema, additional_data, "additional_data", ["additional_data"]))
  return rest
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

/** Medusa also reads forms, in which every value is text, and ignores a body of any other type. */
function refuseOtherTypes(req: MedusaRequest): void {
  const { "transfer-encoding": chunked, "content-length": length } = req.headers
  const hasBody = chunked !== undefined || Number(length) > 0
  if (hasBody && !req.is("application/json")) {
    throw clienteleError("unsupported_media_type")
  }
}
