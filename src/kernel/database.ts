import { createHash } from "node:crypto"
import { withoutValues } from "./error-text"

/** The driver's own connection (pg), borrowed from the store's pool. */
export type Connection = {
  query(statement: { name?: string; text: string; values: readonly unknown[] }): Promise<{ rows: unknown[] }>
}

/**
 * The part of knex that a module uses: the store's pool, or a caller's transaction, whose client uses the transaction's
 * connection.
 */
export type Database = {
  raw(sql: string, bindings?: readonly unknown[]): PromiseLike<unknown>
  client?: { acquireConnection(): Promise<Connection>; releaseConnection(connection: Connection): unknown }
}

/** A frequent statement that the driver sends itself, or that is prepared once on each connection. */
export type Prepared = { sql: string; text: string; name: string }

/** Named by a hash of its text, so that two versions of the plugin behind one pooler never run each other's statement. */
export function prepare(sql: string): Prepared {
  let count = 0
  const text = sql.replaceAll("?", () => `$${++count}`)
  return { sql, text, name: `clientele_${createHash("sha256").update(text).digest("hex").slice(0, 24)}` }
}

/** The store's pool, which can also open a transaction. */
export type Pool = Database & { transaction<T>(work: (db: Database) => Promise<T>): Promise<T> }

/** A statement that finds ids. The module with the tables makes it, and another module's statement runs it inside its own. */
export type IdsStatement = { sql: string; bindings: readonly unknown[] }

/** Work that joins a service's change: it runs in the transaction of the change, with the change's result. */
export type Within<Done> = (db: Database, done: Done) => Promise<void>

/** Runs a change and the work that joins it in one transaction. Without such work no transaction is opened here. */
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

/** Maximum wait for a lock. A session that holds a row longer is frozen, and the row is tried again later. */
export const LOCK_WAIT_MS = 2_000

/**
 * Runs work in a transaction of its own with a limited wait for each lock (contract M48). The setting ends with the
 * transaction, so it never reaches other work on the store's connections.
 *
 * @throws PostgreSQL's `55P03`, lock_not_available, if another session holds a row
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

/** Time limit for a gauge's statement, so that metrics do not load a busy database. */
const GLANCE_MS = 1_500

/**
 * Runs one statement that waits for a lock, and runs, at most 1.5 s.
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
 * @throws the database's error without the statement's values, which knex puts before the message
 */
export async function rows<Row>(db: Database, sql: string, bindings: readonly unknown[] = []): Promise<Row[]> {
  try {
    return ((await db.raw(sql, bindings)) as { rows: Row[] }).rows
  } catch (error) {
    // Guard: Medusa's loggers print all messages that they get.
    throw withoutValues(error)
  }
}

/**
 * Runs one statement like {@link rows}, but through the driver itself if possible, which saves the cost of knex
 * (docs/benchmarks.md). It has no name, so it works in a caller's transaction behind any pooler.
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
