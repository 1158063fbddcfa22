/**
 * Expires the points of one account that are due, except those that live holds need (contract R36).
 *
 * Locks: none; the caller holds the lock on `a`. A hold is covered only by points that can be spent now, not by pending
 * ones.
 * Returns: the account after the entry, or unchanged if nothing is due.
 */
export const EXPIRE = `create or replace function clientele_points_expire(a clientele_points_account, p_now timestamptz)
  returns clientele_points_account language plpgsql as $$
  declare v_due bigint;
  begin
    select coalesce(sum(remaining), 0) into v_due from clientele_points_lot
      where account_id = a.id and remaining > 0 and expires_at <= p_now;
    if v_due = 0 then return a; end if;
    -- A hold counts on points that can be spent now; those still pending do not cover it.
    v_due := least(v_due, greatest(a.balance - a.held - clientele_points_pending(a.id, p_now), 0));
    if v_due = 0 then return a; end if;
    perform clientele_points_take(a.id, a.version + 1, v_due, null, null, p_now);
    return clientele_points_post(a, 'adjust', 'expiry', -v_due, null, null,
      'expiry:' || a.id || ':' || (a.version + 1), '', null);
  end $$;`
