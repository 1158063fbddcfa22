import { z } from "@medusajs/framework/zod"
import { clienteleError } from "../../../kernel/errors"
import { problemsOf, sentenceOf } from "../../../kernel/sentences"
import { clientPath } from "./aliases"

/** NUL and halves of surrogate pairs: PostgreSQL cannot store them, and two keys must not become one. */
export const UNSTORABLE = /\0|\p{Cs}/u

/** Deeper than any JSON written by hand. Recursive functions must not run out of stack. */
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

/** Text that a person or a client wrote, trimmed: 1 to `max` characters. */
export function text(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => isStorable(value), "has characters that cannot be stored")
}

/** An id that a caller gives, letter for letter: an unknown one is not found. */
export const givenId = z
  .string()
  .min(1)
  .max(200)
  .refine((value) => isStorable(value), "has characters that cannot be stored")

/**
 * Validates input: a part of a request, or what a host gives to a workflow.
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
