import { createHash } from "node:crypto"
import { withoutValues } from "./error-text"

/** The driver's own connection (pg), as the store's pool lends it. */
export type Connection = {
  query(statement: { name?: string; text: string; values: readonly unknown[] }): Promise<{ rows: unknown[] }>
}

/**
 * The part of knex that a module needs: the store's pool, or a transaction of the caller. A transaction's client
 * lends the transaction's connection.
 */
export type Database = {
  raw(sql: string, bindings?: readonly unknown[]): PromiseLike<unknown>
  client?: { acquireConnection(): Promise<Connection>; releaseConnection(connection: Connection): unknown }
}

/** A statement that is run often enough to be sent by the driver itself, or to be prepared once on each connection. */
export type Prepared = { sql: string; text: string; name: string }

/** Named by its text, so that two versions of the plugin behind one pooler never run each other's statement. */
export function prepare(sql: string): Prepared {
  let count = 0
  const text = sql.replaceAll("?", () => `$${++count}`)
  return { sql, text, name: `clientele_${createHash("sha256").update(text).digest("hex").slice(0, 24)}` }
}

/** The store's pool, which can also open a transaction. */
export type Pool = Database & { transaction<T>(work: (db: Database) => Promise<T>): Promise<T> }

/** Work that joins a service's change: it runs in the transaction of the change, once what the change did is known. */
export type Within<Done> = (db: Database, done: Done) => Promise<void>

/** Runs a change, in one transaction with the work that joins it. Without such work the change opens no transaction. */
export async function changeWithin<Done>(
  pool: Pool,
  change: (db: Database) => Promise<Done>,
  within: Within<Done> | undefined,
): Promise<Done> {
  if (!within) {
    return change(pool)
  }
  return pool.transaction(async (db) => {
    const done = await change(db)
    await within(db, done)
    return done
  })
}

/** How long one lock is waited for. A session that holds a row longer is a frozen one, and the row is tried again later. */
export const LOCK_WAIT_MS = 2_000

/**
 * Runs work in a transaction of its own that waits only so long for each lock (contract M48). The setting ends with the
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

/** How long a statement of a gauge may take. A figure is not worth more of a busy database. */
const GLANCE_MS = 1_500

/**
 * Runs one statement that may neither wait for a lock nor run for longer than 1.5 s.
 *
 * @throws PostgreSQL's `55P03` or `57014`, query_canceled
 */
export async function glance<Row>(pool: Pool, sql: string, bindings: readonly unknown[] = []): Promise<Row[]> {
  return pool.transaction(async (db) => {
    const limits = "select set_config('lock_timeout', ?, true), set_config('statement_timeout', ?, true)"
    await rows(db, limits, [String(GLANCE_MS), String(GLANCE_MS)])
    return rows<Row>(db, sql, bindings)
  })
}

/**
 * Runs one statement and returns its rows.
 *
 * @throws the database's error, without the values of the statement: knex puts them before the message
 */
export async function rows<Row>(db: Database, sql: string, bindings: readonly unknown[] = []): Promise<Row[]> {
  try {
    return ((await db.raw(sql, bindings)) as { rows: Row[] }).rows
  } catch (error) {
    // Guard: Medusa's loggers print what reaches them.
    throw withoutValues(error)
  }
}

/**
 * Runs one statement as {@link rows} does, but sent by the driver itself where it can be: that saves Node what knex costs
 * (docs/benchmarks.md). It has no name, so that it works in a caller's transaction behind any pooler.
 */
export async function rowsDirect<Row>(
  db: Database,
  { sql, text }: Prepared,
  values: readonly unknown[],
): Promise<Row[]> {
  const { client } = db
  if (!client) {
    return rows<Row>(db, sql, values)
  }
  const connection = await client.acquireConnection()
  try {
    return (await connection.query({ text, values })).rows as Row[]
  } catch (error) {
    throw withoutValues(error)
  } finally {
    client.releaseConnection(connection)
  }
}
