import { clienteleError, type ErrorCode } from "../../../kernel/errors"

/** The part of knex that the ledger needs: the store's pool, or a transaction that somebody else has opened. */
export type Database = {
  raw(sql: string, bindings: readonly unknown[]): PromiseLike<unknown>
}

const CODES: Record<string, ErrorCode> = {
  PC001: "insufficient_points",
  PC002: "idempotency_conflict",
  PC004: "hold_expired",
  PC006: "hold_conflict",
  PC007: "not_found",
}

/** Somebody changed the same rows, or made the same row first: the statement had no effect and can be run again. */
const RUN_AGAIN = new Set(["PC003", "23505", "40001", "40P01"])

const ATTEMPTS = 5

/** Runs one statement and returns its rows; the ledger's own SQLSTATEs become errors with our codes. */
export async function rows<Row>(db: Database, sql: string, bindings: readonly unknown[] = []): Promise<Row[]> {
  try {
    const result = (await db.raw(sql, bindings)) as { rows: Row[] }
    return result.rows
  } catch (error) {
    throw translate(error)
  }
}

/** The same for a statement that is a whole transaction of its own: run again where PostgreSQL asks for it. */
export async function rowsAgain<Row>(db: Database, sql: string, bindings: readonly unknown[] = []): Promise<Row[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rows<Row>(db, sql, bindings)
    } catch (error) {
      if (attempt >= ATTEMPTS || !RUN_AGAIN.has(sqlState(error))) {
        throw error
      }
    }
  }
}

function sqlState(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? "")
}

function translate(error: unknown): unknown {
  const code = CODES[sqlState(error)]
  // knex puts the statement before the message; nobody who reads a log or an answer needs it.
  const detail = (error as { message?: string }).message?.split(" - ").pop()
  if (!code) {
    return error instanceof Error ? Object.assign(error, { message: detail ?? "" }) : error
  }
  return clienteleError(code, detail ? `${messageOf(code)} (${detail})` : undefined)
}

function messageOf(code: ErrorCode): string {
  return clienteleError(code).message
}
