/**
 * Lowers a live hold from `p_from` to `p_to` points, because its cart carries less (ADR 0044).
 *
 * Locks: the hold's account; waits 2 s for it. Checks: the hold still has `p_from` points, so two callers never shrink
 * it twice over one reading. Returns: true, or false if the hold has ended or changed. Errors: 55P03 if the lock does
 * not come.
 */
export const HOLD_SHRINK = `create or replace function clientele_points_hold_shrink(
    p_id text, p_from bigint, p_to bigint, p_requested bigint
  ) returns boolean language plpgsql set lock_timeout = '2s' as $$
  declare a clientele_points_account;
  begin
    a := clientele_points_lock_hold(p_id);
    if a.id is null or p_to < 1 or p_to >= p_from then return false; end if;
    update clientele_points_hold set points = p_to, requested = p_requested, updated_at = now()
      where id = p_id and status = 'held' and points = p_from;
    if not found then return false; end if;
    update clientele_points_account set held = held - (p_from - p_to) where id = a.id;
    return true;
  end $$;`
