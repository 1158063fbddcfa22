import { z } from "@medusajs/framework/zod"
import { clienteleError } from "../../../kernel/errors"
import { problemsOf, sentenceOf } from "../../../kernel/sentences"
import { clientPath } from "./aliases"

/** NUL and unpaired surrogates, which PostgreSQL cannot store. Two keys must not become one. */
export const UNSTORABLE = /\0|\p{Cs}/u

/** Maximum depth, above any JSON written by hand, so that recursive functions do not run out of stack. */
const MAX_DEPTH = 64

/** Whether PostgreSQL can store a JSON value, and later reads of it cannot fail. */
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

/** Trimmed text from a person or a client: 1 to `max` characters. */
export function text(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => isStorable(value), "has characters that cannot be stored")
}

/** An id from a caller, unchanged. An unknown one is not found. */
export const givenId = z
  .string()
  .min(1)
  .max(200)
  .refine((value) => isStorable(value), "has characters that cannot be stored")

/**
 * Validates input: a part of a request, or a host's input to a workflow.
 *
 * @param whole the name of the part, for problems that are not about a field
 * @param at the part's own path, for a part that is a field itself
 * @throws `invalid_request` naming the fields in the client's own words
 */
export function parse<T>(schema: z.ZodType<T>, value: unknown, whole: string, at: readonly string[] = []): T {
  const result = schema.safeParse(value, { error: sentenceOf })
  if (result.success) {
    return result.data
  }
  throw clienteleError("invalid_request", describeIssues(result.error.issues, value, whole, at))
}

/** Maximum problems in a message. A body full of unknown keys is not echoed completely. */
const MAX_PROBLEMS = 20

const MAX_NAME = 100

/** A key made safe for a line of the log, because the client chooses it. */
function printable(key: PropertyKey): string {
  const text = String(key).replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "?")
  return text.length > MAX_NAME ? `${text.slice(0, MAX_NAME)}…` : text
}

function describeIssues(issues: z.core.$ZodIssue[], raw: unknown, whole: string, at: readonly string[]): string {
  const lines = problemsOf(issues).map(({ path, sentence }) => {
    const field = [...at, ...clientPath(raw, path)].map(printable).join(".")
    return `${field || whole}: ${sentence}`
  })
  const told = [...new Set(lines)]
  const rest = told.length - MAX_PROBLEMS
  return [...told.slice(0, MAX_PROBLEMS), ...(rest > 0 ? [`and ${rest} more`] : [])].join("; ")
}
