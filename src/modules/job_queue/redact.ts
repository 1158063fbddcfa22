const MAX_LENGTH = 500

/** The patterns take time by the square of a text's length, so they never see more than this (MUST_HOLD M53). */
const MAX_READ = 2000

const SECRETS: readonly [RegExp, string][] = [
  [/:\/\/[^\s/@]*@/g, "://"],
  [/[^\s@<>"'(),;:]+@[^\s@<>"'(),;:]+/g, "<email>"],
  [/\b\d{6,8}\b/g, "<number>"],
  [/\b(?=[A-Za-z0-9+/=-]*\d)[A-Za-z0-9+/=-]{24,}\b/g, "<secret>"],
]

/**
 * Returns an error's message, fit to be stored and shown: without passwords in URLs, email addresses, codes and long
 * random strings (M33), at most 500 characters. Ids (`order_01J…`) stay, as they lead a person to the job.
 */
export function errorText(error: unknown): string {
  const inner = error instanceof AggregateError && !error.message ? error.errors[0] : error
  const text = inner instanceof Error ? inner.message || inner.name : String(inner)
  return SECRETS.reduce((line, [pattern, shown]) => line.replace(pattern, shown), beginningOf(text)).slice(
    0,
    MAX_LENGTH,
  )
}

/** The beginning of a long text, up to the end of a word: half of a secret would not be recognised as one. */
function beginningOf(text: string): string {
  if (text.length <= MAX_READ) {
    return text
  }
  const words = text.slice(0, MAX_READ).split(/\s/)
  return `${words.slice(0, -1).join(" ")} …`
}
