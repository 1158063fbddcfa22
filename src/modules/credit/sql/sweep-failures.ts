import { type Database, rows } from "../../../kernel/database"

/** An order whose receivable a sweep could not settle. */
export type CreditFailure = { order_id: string; message: string }

/** The orders with the oldest attempt first. */
export async function readFailures(db: Database, limit: number): Promise<CreditFailure[]> {
  return rows<CreditFailure>(
    db,
    "select order_id, message from clientele_credit_failure order by last_at, order_id limit ?",
    [limit],
  )
}

/** Records the failed orders of a sweep and deletes the others from the list. */
export async function writeFailures(
  db: Database,
  tried: readonly string[],
  failed: readonly CreditFailure[],
): Promise<void> {
  const ids = failed.map(({ order_id }) => order_id)
  await rows(
    db,
    "delete from clientele_credit_failure where order_id = any (?::text[]) and order_id <> all (?::text[])",
    [tried, ids],
  )
  await rows(
    db,
    `insert into clientele_credit_failure (order_id, message) select * from unnest(?::text[], ?::text[])
     on conflict (order_id) do update set message = excluded.message, last_at = now(),
       failures = clientele_credit_failure.failures + 1`,
    [ids, failed.map(({ message }) => message)],
  )
}
