import { changeWithin, type Database, type Pool, rows, type Within } from "../../../kernel/database"
import { clienteleError, type ErrorCode, isErrorCode } from "../../../kernel/errors"

/** The SQLSTATEs that functions in schema/functions raise. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  PR001: "allocation_exceeds_open",
  PR002: "idempotency_conflict",
  PR003: "allocation_exceeds_payment",
  PR004: "not_found",
  PR006: "unapplied_exceeded",
  PR007: "entry_reversed",
  PR008: "entry_not_reversible",
  PR009: "currency_mismatch",
  PR010: "receivable_paid",
  PR011: "refund_exceeds_paid",
  "55P03": "account_busy",
}

/**
 * Another session inserted the same row first, or PostgreSQL ended a deadlock. The statement had no effect and can run
 * again.
 */
const RUN_AGAIN = new Set(["23505", "40001", "40P01"])

const ATTEMPTS = 5

/**
 * Runs one statement that is a transaction of its own. The ledger's SQLSTATEs become errors with our codes.
 *
 * @param db the store's pool: a statement inside the caller's transaction cannot run again
 */
export async function ledgerRows<Row>(db: Database, sql: string, bindings: readonly unknown[]): Promise<Row[]> {
  return again(() => rows<Row>(db, sql, bindings))
}

/** The same for a change that other work joins. Both run again together. */
export async function ledgerRowsWithin<Row>(
  pool: Pool,
  sql: string,
  bindings: readonly unknown[],
  within: Within<Row[]> | undefined,
): Promise<Row[]> {
  return again(() => changeWithin(pool, (db) => rows<Row>(db, sql, bindings), within))
}

async function again<Done>(work: () => Promise<Done>): Promise<Done> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const state = String((error as { code?: unknown }).code ?? "")
      if (attempt >= ATTEMPTS || !RUN_AGAIN.has(state)) {
        throw toError(error, state)
      }
    }
  }
}

function toError(error: unknown, state: string): unknown {
  const code = CODES[state]
  if (!code || !isErrorCode(code)) {
    return error
  }
  const { message: detail } = error as { message?: string }
  const { message } = clienteleError(code)
  return clienteleError(code, code === "account_busy" ? undefined : `${message} (${detail})`)
}
