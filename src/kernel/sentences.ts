import { z } from "@medusajs/framework/zod"

/**
 * The one catalogue of sentences for invalid input (ADR 0039). Each follows the name of a field and a colon. A schema has
 * its own message only if it knows more than zod's issue.
 */

const REQUIRED = "is required"
const OTHER = "is not valid"

/** By zod's name of the expected type. */
const TYPES: Readonly<Record<string, string>> = {
  string: "must be text",
  number: "must be a number",
  int: "must be a whole number",
  boolean: "must be true or false",
  array: "must be a list",
  object: "must be a JSON object",
  record: "must be a JSON object",
}

const FORMATS: Readonly<Record<string, string>> = {
  email: "must be an email address",
  url: "must be a URL",
  date: "must be a date, for example 2026-01-31",
  datetime: "must be a date and time with an offset, for example 2026-01-31T12:00:00Z",
}

/** The unit of a length that is too short or too long. */
const COUNTED: Readonly<Record<string, string>> = { string: "character", array: "entry" }

type Issue = Parameters<z.core.$ZodErrorMap>[0]

/** zod's error map: the sentence for an issue without its schema's own message. */
export function sentenceOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? REQUIRED : (TYPES[issue.expected] ?? OTHER)
    case "too_small":
      return bound(issue.origin, "least", issue.minimum, issue.inclusive)
    case "too_big":
      return bound(issue.origin, "most", issue.maximum, issue.inclusive)
    case "invalid_value":
      return issue.input === undefined ? REQUIRED : oneOf(issue.values.map(String))
    case "invalid_format":
      return FORMATS[issue.format] ?? OTHER
    default:
      return issue.input === undefined ? REQUIRED : OTHER
  }
}

function bound(origin: string, side: "least" | "most", limit: number | bigint, inclusive?: boolean): string {
  const counted = COUNTED[origin]
  if (counted === undefined) {
    const excluded = side === "least" ? "more" : "less"
    return inclusive === false ? `must be ${excluded} than ${limit}` : `must be at ${side} ${limit}`
  }
  if (side === "least" && Number(limit) === 1) {
    return "must not be empty"
  }
  const plural = counted === "entry" ? "entries" : "characters"
  return `must have at ${side} ${limit} ${Number(limit) === 1 ? counted : plural}`
}

/** Problems by field. Each unknown key is a field of its own. */
export function problemsOf(issues: readonly z.core.$ZodIssue[]): { path: PropertyKey[]; sentence: string }[] {
  return issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ path: [...issue.path, key], sentence: "is not a known field" }))
      : [{ path: issue.path, sentence: issue.message }],
  )
}

/** The sentence for a value that is not among the allowed ones. @param values at least one */
export function oneOf(values: readonly string[]): string {
  if (values.length > 2) {
    return `must be one of ${values.join(", ")}`
  }
  return `must be ${values.join(" or ")}`
}

/** The sentence for a field beside one that excludes it. */
export const notTogether = (other: string) => `cannot be given together with ${other}`

/**
 * A whole number. One sentence has both bounds.
 *
 * @param min smallest, a safe integer
 * @param max largest, a safe integer
 */
export function wholeNumber(min: number, max: number) {
  const error = ({ input }: { input?: unknown }) =>
    input === undefined ? REQUIRED : `must be a whole number from ${min} to ${max}`
  return z.number({ error }).int({ error }).min(min, { error }).max(max, { error })
}

/** The same in a query string: digits only, so that neither an empty value nor `1e3` is accepted. @param min from 0 */
export function wholeNumberInQuery(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`
  return z
    .string(error)
    .regex(/^\d{1,16}$/, error)
    .transform(Number)
    .pipe(wholeNumber(min, max))
}
