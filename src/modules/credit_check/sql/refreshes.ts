import { type Database, rows } from "../../../kernel/database"

/**
 * Consecutive failures that are retried after a day. After more failures, the next attempt is when the last check expires.
 */
const QUICK_TRIES = 3

/** Part of the statement that stores a check, `c`: the time of the next check. */
export const SCHEDULE_REFRESH = `insert into clientele_credit_check_refresh (customer_id, provider, due_at, failures)
  select c.customer_id, c.provider,
    case when c.status = 'error' and coalesce(o.failures, 0) + 1 < ${QUICK_TRIES}
      then least(c.created_at + interval '1 day', c.expires_at) else c.expires_at end,
    case when c.status = 'error' then coalesce(o.failures, 0) + 1 else 0 end
  from c left join clientele_credit_check_refresh o on o.customer_id = c.customer_id and o.provider = c.provider
  on conflict (customer_id, provider) do update set due_at = excluded.due_at, failures = excluded.failures`

/**
 * Claims the customer whose check of a provider expired first, so that no other worker takes the same one. If the worker
 * dies, the customer is due again after a day.
 *
 * @returns `null` if none is due
 */
export async function claimRefresh(db: Database, provider: string): Promise<string | null> {
  const [claimed] = await rows<{ customer_id: string }>(
    db,
    `update clientele_credit_check_refresh set due_at = clock_timestamp() + interval '1 day'
     where provider = ? and customer_id = (
       select customer_id from clientele_credit_check_refresh where provider = ? and due_at <= clock_timestamp()
       order by due_at, customer_id limit 1 for update skip locked)
     returning customer_id`,
    [provider, provider],
  )
  return claimed?.customer_id ?? null
}

/** Sets the next check to this many days from now. */
export async function deferRefresh(db: Database, customerId: string, provider: string, days: number): Promise<void> {
  await rows(
    db,
    `update clientele_credit_check_refresh set due_at = clock_timestamp() + make_interval(days => ?)
     where customer_id = ? and provider = ?`,
    [days, customerId, provider],
  )
}

/** Ends automatic checks of a customer. */
export async function deleteRefreshes(db: Database, customerId: string): Promise<void> {
  await rows(db, "delete from clientele_credit_check_refresh where customer_id = ?", [customerId])
}
