/**
 * Releases live holds, the newest first, until the rest is covered by `p_cover` points (contract M2).
 *
 * Locks: none; the caller holds the lock on `a`. The released holds end as `uncovered`, which the shopper sees as
 * `cart_changed`. Returns: the account with the held points that are left.
 */
export const COVER_HOLDS = `create or replace function clientele_points_cover_holds(
    a clientele_points_account, p_cover bigint
  ) returns clientele_points_account language plpgsql as $$
  declare h record; v_free bigint := 0;
  begin
    if a.held <= greatest(p_cover, 0) then return a; end if;
    for h in select id, points from clientele_points_hold
      where account_id = a.id and status = 'held' order by created_at desc, id desc
    loop
      update clientele_points_hold set status = 'released', ended_because = 'uncovered', updated_at = now()
        where id = h.id;
      v_free := v_free + h.points;
      exit when a.held - v_free <= greatest(p_cover, 0);
    end loop;
    update clientele_points_account set held = held - v_free where id = a.id returning * into a;
    return a;
  end $$;`
