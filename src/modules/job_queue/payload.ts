import { z } from "@medusajs/framework/zod"
import { clienteleError } from "../../kernel/errors"

/**
 * The allowed content of a payload (ADR 0005): ids and the cause, never an address, code or token. Payloads are stored in
 * plain text and shown in health and logs (M33).
 */
const FIELD = /^(cause|[a-z][a-z0-9_]*_ids?)$/
const ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/

/** Maximum ids in one payload's list. */
const MAX_IDS = 1000

const payloadSchema = z.record(
  z.string().regex(FIELD, "has only fields that end in _id or _ids, and cause"),
  z.union([z.string().regex(ID), z.array(z.string().regex(ID)).max(MAX_IDS), z.null()]),
)

/**
 * Refuses a job's schema that is not a strict object, or that has a field for more than ids.
 *
 * @throws Error that names the job and the field
 */
export function checkPayloadSchema(name: string, schema: z.ZodType): void {
  if (!(schema instanceof z.ZodObject)) {
    throw new Error(`job ${name}: the schema must be z.strictObject(…)`)
  }
  const refused = Object.keys(schema.shape).filter((field) => !FIELD.test(field))
  if (refused.length > 0) {
    throw new Error(`job ${name}: a payload can have only *_id, *_ids and cause, not ${refused.join(", ")}`)
  }
  if (schema.safeParse({ unknown_id: "x" }).error?.issues.some(({ code }) => code === "unrecognized_keys") !== true) {
    throw new Error(`job ${name}: the schema must refuse unknown fields, use z.strictObject(…)`)
  }
}

/**
 * Validates a payload against its job's schema.
 *
 * @throws `invalid_request` that names the job and the field, and never repeats the value
 */
export function parsePayload<Payload>(name: string, schema: z.ZodType<Payload>, raw: unknown): Payload {
  const parsed = schema.safeParse(raw)
  const problems = [...(parsed.error?.issues ?? []), ...(payloadSchema.safeParse(raw).error?.issues ?? [])]
  if (!parsed.success || problems.length > 0) {
    const fields = problems.map(({ path, code }) => `${path.join(".") || "payload"} (${code})`)
    throw clienteleError("invalid_request", `job ${name}: the payload is not valid: ${[...new Set(fields)].join(", ")}`)
  }
  return parsed.data
}
