import { type Database, rows } from "../../../kernel/database"

/** Classes of advisory locks. No other code uses these numbers. Orders are always locked before customers. */
export const LOCK = { order: 1_128_026_479, customer: 1_128_026_483 } as const

/** Maximum locks in one transaction, for any number of ids. Two ids that share a lock only wait for each other. */
const BUCKETS = 1024

/**
 * Locks ids until the transaction ends. Other projections of the same orders or customers wait. Locks are taken in
 * ascending order, so that two transactions cannot deadlock.
 */
export async function lockAll(db: Database, kind: keyof typeof LOCK, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) {
    await rows(
      db,
      `with bucket as materialized (
         select distinct (hashtext(id) & ?::int) as number from unnest(?::text[]) id order by 1
       ) select pg_advisory_xact_lock(?::int, number) from bucket`,
      [BUCKETS - 1, [...ids], LOCK[kind]],
    )
  }
}

/**
 * Draws a fencing token before the facts are read. Rows written with a later token are not overwritten (ADR 0010, 0021).
 */
export async function drawReading(db: Database): Promise<string> {
  const [row] = await rows<{ reading: string }>(db, "select nextval('clientele_customer_reading')::text as reading")
  return (row as { reading: string }).reading
}
