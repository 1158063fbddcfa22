/** The part of knex that this module needs: the store's pool, or a transaction that somebody else has opened. */
export type Database = {
  raw(sql: string, bindings: readonly unknown[]): PromiseLike<unknown>
}

/** Runs one statement and returns its rows. */
export async function rows<Row>(db: Database, sql: string, bindings: readonly unknown[]): Promise<Row[]> {
  const result = (await db.raw(sql, bindings)) as { rows: Row[] }
  return result.rows
}
