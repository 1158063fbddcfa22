import { bounded, type Database, type Pool } from "../../../kernel/database"
import { clienteleError } from "../../../kernel/errors"

/** PostgreSQL's lock_not_available: the `lock_timeout` of a transaction or of a function in schema/functions. */
export const LOCK_NOT_AVAILABLE = "55P03"

/** @throws `account_busy` if a lock did not come in time */
export async function unlessBusy<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw (error as { code?: unknown }).code === LOCK_NOT_AVAILABLE ? clienteleError("account_busy") : error
  }
}

/**
 * Runs a transaction that locks accounts. It waits at most two seconds for each lock, so a frozen session does not use up
 * the store's connections (contract M48).
 *
 * @throws `account_busy`
 */
export async function inLockingTransaction<T>(pool: Pool, work: (db: Database) => Promise<T>): Promise<T> {
  return unlessBusy(() => bounded(pool, work))
}
