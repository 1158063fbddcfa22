/**
 * Sums the points of an account that are in its balance and can be used only after `p_now`.
 *
 * Locks: none. Returns: the sum, 0 or more.
 */
export const PENDING = `create or replace function clientele_points_pending(p_account bigint, p_now timestamptz)
  returns bigint
  language sql stable as $$
    select coalesce(sum(remaining), 0)::bigint from clientele_points_lot
    where account_id = p_account and available_at is not null and remaining > 0 and available_at > p_now
  $$;`
