import { isErrorCode } from "./errors"

/**
 * The one file for errors in logs, columns and failed jobs (ADR 0068). A message of knex or the driver contains the
 * statement with its values: email addresses, names, notes. So does PostgreSQL's `detail`.
 */

const MAX_LENGTH = 500

/** The patterns take quadratic time in the text's length, so they never get more than this (contract M53). */
const MAX_READ = 2000

const SECRETS: readonly [RegExp, string][] = [
  [/:\/\/[^\s/@]*@/g, "://"],
  [/[^\s@<>"'(),;:]+@[^\s@<>"'(),;:]+/g, "<email>"],
  [/\+\d[\d ()-]{6,20}\d/g, "<phone>"],
  [/\b\d{6,8}\b/g, "<number>"],
  [/\b(?=[A-Za-z0-9+/=-]*\d)[A-Za-z0-9+/=-]{24,}\b/g, "<secret>"],
]

/** Errors whose name is more useful than their message. */
const NAMED = new Set(["TypeError", "RangeError", "ReferenceError", "SyntaxError", "ZodError"])

/** SQLSTATE classes whose messages quote a value: 22 is "data exception", P0 is an error raised by a host's function. */
const QUOTING = new Set(["22", "P0"])

/** The beginnings of statements that knex puts before the message of the database or the driver. */
const STATEMENT =
  /^\s*(select|insert|update|delete|with|merge|call|set|begin|commit|rollback|savepoint|release|lock)\b/i

const BETWEEN = " - "

/** The parts of the driver's error that name objects of the schema, never a value. */
type DatabaseError = Error & { code: string; detail?: string; constraint?: string; table?: string; column?: string }

/**
 * Returns an error as text for logs and tables: at most 500 characters, without values of statements, passwords in URLs,
 * email addresses, telephone numbers, codes and long random strings (M33). Ids (`order_01J…`) stay, because they identify
 * the row.
 *
 * - An error of ours: its message and its code.
 * - An error of the database: its words without the statement, then SQLSTATE, constraint, table and column.
 * - Another error: its message, with its name or code where the message lacks it.
 */
export function errorText(error: unknown): string {
  const inner = error instanceof AggregateError && !error.message ? error.errors[0] : error
  return redacted(isDatabaseError(inner) ? databaseText(inner) : sentenceOf(inner)).slice(0, MAX_LENGTH)
}

/** Name and code of an error of another service, whose message can quote an address or a name. */
export function errorLabel(error: unknown): string {
  const { name = "Error", code } = Object(error) as { name?: string; code?: unknown }
  return typeof code === "string" && /^\w{1,40}$/.test(code) ? `${name} ${code}` : name
}

/**
 * Wraps a handler so that it throws only errors without personal data. Medusa logs the errors of scheduled jobs and
 * subscribers, and an error of one of Medusa's modules has the statement's values in its message.
 */
export function withLoggableErrors<Args extends unknown[]>(
  handler: (...args: Args) => Promise<void>,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    try {
      await handler(...args)
    } catch (error) {
      throw loggableError(error)
    }
  }
}

/** An error with the text of {@link errorText} and the stack locations of the old one. */
function loggableError(error: unknown): Error {
  const message = errorText(error)
  const loggable = new Error(message)
  if (error instanceof Error) {
    loggable.stack = `${error.name}: ${message}\n${framesOf(error)}`
  }
  return loggable
}

/**
 * Removes the values from an error of our own statement when it is thrown, so that no later log, Medusa's included, has
 * personal data. `code`, `constraint`, `table` and `column` stay.
 *
 * @returns the same error
 */
export function withoutValues(error: unknown): unknown {
  if (!(error instanceof Error)) {
    return error
  }
  const message = isDatabaseError(error) ? databaseWords(error) : withoutStatement(error.message)
  if (isDatabaseError(error)) {
    error.detail = detailWithoutValues(error)
  }
  if (message !== error.message || isDatabaseError(error)) {
    error.stack = `${error.name}: ${message}\n${framesOf(error)}`
    error.message = message
  }
  return error
}

/** The lines of a stack with code locations, without the message above them. */
export function framesOf({ stack = "" }: Error): string {
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n")
}

function redacted(text: string): string {
  return SECRETS.reduce((line, [pattern, shown]) => line.replace(pattern, shown), beginningOf(text))
}

/** The beginning of a long text, up to the end of a word, because half of a secret would not be recognised. */
function beginningOf(text: string): string {
  if (text.length <= MAX_READ) {
    return text
  }
  const words = text.slice(0, MAX_READ).split(/\s/)
  return `${words.slice(0, -1).join(" ")} …`
}

function sentenceOf(error: unknown): string {
  if (typeof error !== "object" || error === null) {
    return withoutStatement(String(error))
  }
  const { name, message, code, issues } = error as {
    name?: string
    message?: unknown
    code?: unknown
    issues?: unknown
  }
  const label = typeof code === "string" ? code : ""
  if (isErrorCode(label)) {
    return `${String(message)} (${label})`
  }
  const words = Array.isArray(issues) ? issuesText(issues) : wordsOf(String(message ?? ""), name)
  const named = name && NAMED.has(name) ? `${name}: ${words}` : words || name || "an error without a message"
  return label === "" || named.includes(label) ? named : `${named} (${label})`
}

/** JSON parsers quote their input, and Medusa's "already exists" quotes the values. */
function wordsOf(message: string, name: string | undefined): string {
  if (name === "SyntaxError") {
    return message.replace(/["'`][\s\S]*/, "…")
  }
  return withoutStatement(message).replace(/ with \S[\s\S]*(?= already exists)/, " with these values")
}

/** zod's issues: fields and problems, without the received values. */
function issuesText(issues: readonly { path?: readonly unknown[]; code?: unknown }[]): string {
  return issues.map(({ path = [], code }) => `${path.join(".")} ${String(code)}`).join(", ")
}

function withoutStatement(message: string): string {
  const end = message.lastIndexOf(BETWEEN)
  return end >= 0 && STATEMENT.test(message) ? message.slice(end + BETWEEN.length) : message
}

/** A SQLSTATE has five characters and at least one digit, which distinguishes it from Node's `EPIPE`. */
function isDatabaseError(error: unknown): error is DatabaseError {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined
  return typeof code === "string" && /^(?=.*\d)[0-9A-Z]{5}$/.test(code)
}

function databaseText(error: DatabaseError): string {
  const parts = (["constraint", "table", "column"] as const).filter((part) => error[part])
  return `${databaseWords(error)} (${[`SQLSTATE ${error.code}`, ...parts.map((part) => `${part} ${error[part]}`)].join(", ")})`
}

function databaseWords({ code, message }: DatabaseError): string {
  return QUOTING.has(code.slice(0, 2)) ? "the database refused a value" : (message.split(BETWEEN).pop() ?? "")
}

/** Medusa's error handler needs the format of a duplicate's detail. A foreign key's value is an id. */
function detailWithoutValues({ code, detail }: DatabaseError): string | undefined {
  if (code === "23505") {
    return detail?.replace(/=\([\s\S]*\)/, "=(…)")
  }
  return code === "23503" ? detail : undefined
}
