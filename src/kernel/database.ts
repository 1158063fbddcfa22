/** The part of knex that a module needs: the store's pool, or a transaction that somebody else has opened. */
export type Database = { raw(sql: string, bindings?: readonly unknown[]): PromiseLike<unknown> }

/** The store's pool, which can also open a transaction. */
export type Pool = Database & { transaction<T>(work: (db: Database) => Promise<T>): Promise<T> }

/** Runs one statement and returns its rows. */
export async function rows<Row>(db: Database, sql: string, bindings: readonly unknown[] = []): Promise<Row[]> {
  return ((await db.raw(sql, bindings)) as { rows: Row[] }).rows
}
