/**
 * Computes when a budget of `p_limit` in any `p_window` has room again: when the row that is `p_limit`-th from the
 * newest leaves the window.
 *
 * Locks: none. Returns: that time; null if there is room now.
 */
export const FREE_AT = `create or replace function clientele_code_free_at(
    p_moments timestamptz[], p_limit integer, p_window interval
  ) returns timestamptz language sql immutable as $$
    select (select moment + p_window from unnest(p_moments) moment order by moment desc offset p_limit - 1 limit 1)
  $$;`
