import { EXIT, type ExitCode } from "./output"

/** A problem that prevents a command, with the next step for the user. */
export class Problem extends Error {
  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.failed,
  ) {
    super(message)
  }
}

export const NOT_MIGRATED = "The plugin's tables are missing or old. Run `npx medusa db:migrate`, then try again."

const NO_CONNECTION = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ETIMEDOUT"])
const NO_ENTRY: Record<string, string> = {
  "3D000": "The database does not exist. Run `npx medusa db:setup`, or correct DATABASE_URL.",
  "28P01": "PostgreSQL does not accept the password. Correct DATABASE_URL.",
  "28000": "PostgreSQL does not accept the user. Correct DATABASE_URL.",
  "57P03": "PostgreSQL is starting up or shutting down. Try again in a moment.",
  "53300": "PostgreSQL has no connection left. Try again later, or raise max_connections.",
}
const NO_TABLE = new Set(["42P01", "42703", "42883", "3F000"])

/** The problem behind an error of the database, undefined for any other error. */
export function databaseProblem(error: unknown): Problem | undefined {
  const code = String((error as { code?: unknown } | null)?.code)
  if (NO_CONNECTION.has(code)) {
    return new Problem(`The database does not answer (${code}). Start PostgreSQL, or correct DATABASE_URL.`)
  }
  if (NO_TABLE.has(code)) {
    return new Problem(NOT_MIGRATED)
  }
  const message = NO_ENTRY[code]
  return message ? new Problem(message) : undefined
}
