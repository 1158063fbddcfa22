/**
 * Ends a live hold without a deduction: `p_status` is `released` or `expired`, `p_because` says why.
 *
 * Locks: the hold's account; waits 2 s for it.
 * Returns: true, or false if the hold is unknown or has ended before. Errors: 55P03 if the lock does not come.
 */
export const HOLD_END = `create or replace function clientele_points_hold_end(p_id text, p_status text, p_because text)
  returns boolean
  language plpgsql set lock_timeout = '2s' as $$
  declare a clientele_points_account; h clientele_points_hold;
  begin
    a := clientele_points_lock_hold(p_id);
    if a.id is null then return false; end if;
    select * into h from clientele_points_hold where id = p_id;
    if h.status <> 'held' then return false; end if;
    update clientele_points_hold set status = p_status, ended_because = p_because, updated_at = now() where id = p_id;
    update clientele_points_account set held = held - h.points where id = a.id;
    return true;
  end $$;`
