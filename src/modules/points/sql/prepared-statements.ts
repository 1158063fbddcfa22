import {
  changeWithin,
  type Database,
  type Pool,
  type Prepared,
  rows as plainRows,
  prepare,
  type Within,
} from "../../../kernel/database"
import { withoutValues } from "../../../kernel/error-text"
import { clienteleError, type ErrorCode } from "../../../kernel/errors"

export type { Database, Pool, Within }
export { prepare }

/**
 * The time by which points expire or become usable. It is the database's, because the clock of a process can be ahead, and
 * expired points do not come back (contract M49, ADR 0037). A test binds another time.
 */
export const PRESENT = "coalesce(?::timestamptz, clock_timestamp())"

/** The database's present. */
export async function readPresent(db: Database): Promise<Date> {
  const [found] = await plainRows<{ now: Date }>(db, "select clock_timestamp() as now")
  return (found as { now: Date }).now
}

const CODES: Record<string, ErrorCode> = {
  PC001: "insufficient_points",
  PC002: "idempotency_conflict",
  PC004: "hold_expired",
  PC006: "hold_conflict",
  PC007: "not_found",
  PC008: "cart_changed",
  PC009: "completion_in_progress",
  // lock_not_available: the lock_timeout of a function in schema/functions.
  "55P03": "account_busy",
}

/** Another session changed the same rows, or inserted the same row first. The statement had no effect and can run again. */
const RUN_AGAIN = new Set(["PC003", "23505", "40001", "40P01"])

const ATTEMPTS = 5

/**
 * Errors of prepared statements behind a pooler in transaction mode: its connection has no statement with this name, or
 * another client's. The last is PostgreSQL's error after a migration changed the function's result type.
 */
const NOT_PREPARED = new Set(["26000", "42P05", "0A000"])

let preparing = true

/** Runs one statement and returns its rows; the ledger's own SQLSTATEs become errors with our codes. */
export async function rows<Row>(db: Database, sql: string, bindings: readonly unknown[] = []): Promise<Row[]> {
  try {
    return await plainRows<Row>(db, sql, bindings)
  } catch (error) {
    throw translate(error)
  }
}

/** The same for a statement that is a transaction of its own. It runs again if PostgreSQL requires it. */
export async function rowsAgain<Row>(db: Database, sql: string, bindings: readonly unknown[] = []): Promise<Row[]> {
  return again(() => rows<Row>(db, sql, bindings))
}

/** The same for a change that other work can join. Both run again together. */
export async function changeAgain<Done>(
  pool: Pool,
  change: (db: Database) => Promise<Done>,
  within: Within<Done> | undefined,
): Promise<Done> {
  return again(() => changeWithin(pool, change, within))
}

/**
 * The same as a prepared statement, sent by the driver itself on a connection of the store's pool: it saves PostgreSQL a
 * tenth of a short statement's work, and Node a quarter of its own (docs/benchmarks.md). If it fails, this process
 * continues without prepared statements.
 */
export async function rowsPrepared<Row>(
  db: Database,
  statement: Prepared,
  bindings: readonly unknown[],
): Promise<Row[]> {
  const { client } = db
  if (preparing && client) {
    try {
      return await again(() => rowsOfConnection<Row>(client, statement, bindings))
    } catch (error) {
      if (!NOT_PREPARED.has(sqlState(error))) {
        throw error
      }
      preparing = false
    }
  }
  return rowsAgain<Row>(db, statement.sql, bindings)
}

async function rowsOfConnection<Row>(
  client: NonNullable<Database["client"]>,
  { name, text }: Prepared,
  values: readonly unknown[],
): Promise<Row[]> {
  const connection = await client.acquireConnection()
  try {
    return (await connection.query({ name, text, values })).rows as Row[]
  } catch (error) {
    throw translate(withoutValues(error))
  } finally {
    client.releaseConnection(connection)
  }
}

async function again<Done>(run: () => Promise<Done>): Promise<Done> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
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
  if (!code) {
    return error
  }
  const { message } = error as { message?: string }
  return clienteleError(code, message ? `${messageOf(code)} (${message})` : undefined)
}

function messageOf(code: ErrorCode): string {
  return clienteleError(code).message
}
