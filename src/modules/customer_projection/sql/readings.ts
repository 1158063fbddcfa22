import { type Database, rows } from "../../../kernel/database"

/** Classes of advisory locks: numbers that no other code uses. Orders are always locked before customers. */
export const LOCK = { order: 1_128_026_479, customer: 1_128_026_483 } as const

/** So many locks at most in one transaction, however many ids; two ids that share one wait for each other, no more. */
const BUCKETS = 1024

/**
 * Held until the transaction ends: who projects the same orders or customers waits. In ascending order, so that two
 * transactions that share some do not wait for each other.
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

/** A fencing token, drawn before the facts are read: what was written with a later one is not overwritten (ADR 0010, 0021). */
export async function drawReading(db: Database): Promise<string> {
  const [row] = await rows<{ reading: string }>(db, "select nextval('clientele_customer_reading')::text as reading")
  return (row as { reading: string }).reading
}
