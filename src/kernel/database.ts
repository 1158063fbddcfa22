/** The part of knex that a module needs: the store's pool, or a transaction that somebody else has opened. */
export type Database = { raw(sql: string, bindings?: readonly unknown[]): PromiseLike<unknown> }

/** The store's pool, which can also open a transaction. */
export type Pool = Database & { transaction<T>(work: (db: Database) => Promise<T>): Promise<T> }

/** How long one lock is waited for. A session that holds a row longer is a frozen one, and the row is tried again later. */
export const LOCK_WAIT_MS = 2_000

/**
 * Runs work in a transaction of its own that waits only so long for each lock (MUST_HOLD M48). The setting ends with the
 * transaction, so it never reaches other work on the store's connections.
 *
 * @throws PostgreSQL's `55P03`, lock_not_available, where another session holds a row
 */
export async function bounded<T>(
  pool: Pool,
  work: (db: Database) => Promise<T>,
  waitMs: number = LOCK_WAIT_MS,
): Promise<T> {
  return pool.transaction(async (db) => {
    await rows(db, "select set_config('lock_timeout', ?, true)", [String(waitMs)])
    return work(db)
  })
}

/** Runs one statement and returns its rows. */
export async function rows<Row>(db: Database, sql: string, bindings: readonly unknown[] = []): Promise<Row[]> {
  return ((await db.raw(sql, bindings)) as { rows: Row[] }).rows
}
