const MAX_LENGTH = 500

const SECRETS: readonly [RegExp, string][] = [
  [/:\/\/[^\s/@]*@/g, "://"],
  [/[^\s@<>"'(),;:]+@[^\s@<>"'(),;:]+/g, "<email>"],
  [/\b\d{6,8}\b/g, "<number>"],
  [/\b(?=[A-Za-z0-9+/=-]*\d)[A-Za-z0-9+/=-]{24,}\b/g, "<secret>"],
]

/**
 * The message of whatever was thrown, fit to be kept and shown: without URLs' passwords, email addresses, codes and
 * long random strings (M33), at most 500 characters. Ids (`order_01J…`) stay: they are how a person finds the job.
 */
export function errorText(error: unknown): string {
  const inner = error instanceof AggregateError && !error.message ? error.errors[0] : error
  const text = inner instanceof Error ? inner.message || inner.name : String(inner)
  return SECRETS.reduce((line, [pattern, shown]) => line.replace(pattern, shown), text).slice(0, MAX_LENGTH)
}
