/**
 * Moves all points of one mailbox to another, with their lots and holds, as two entries that add up to zero (contract
 * R31).
 *
 * Locks: both accounts in the order of their ids; waits 5 s for each. Due points of both expire first, and live holds
 * of the first are released. Lots move, so that later reversals and expiries find them. A debt on one side is paid from
 * the lots of the other. Lifetime sums move, too.
 * Checks: `p_key` is new. A repeated key with the same `p_hash` changes nothing.
 * Returns: the points that moved; `applied` is false where an earlier call moved them.
 * Errors: PC007 if `p_from` has no account; PC002 if the key has another request; 55P03 if a lock does not come.
 */
export const MERGE = `create or replace function clientele_points_merge(
    p_from text, p_to text, p_key text, p_hash text, p_stated_reason text, p_actor_id text, p_now timestamptz
  ) returns table (applied boolean, points bigint)
  language plpgsql set lock_timeout = '5s' as $$
  declare f clientele_points_account; t clientele_points_account; e record; v_from bigint; v_to bigint; v_taken bigint;
    v_moved jsonb;
  begin
    select x.id into v_from from clientele_points_account x where x.mailbox = p_from;
    if not found then raise exception 'there is no points account to merge' using errcode = 'PC007'; end if;
    v_to := clientele_points_account_of(p_to);
    perform 1 from clientele_points_account x where x.id in (v_from, v_to) order by x.id for no key update;
    select * into f from clientele_points_account x where x.id = v_from;
    select * into t from clientele_points_account x where x.id = v_to;
    select x.points, x.request_hash into e from clientele_points_merge x where x.idempotency_key = p_key;
    if found then
      if e.request_hash <> p_hash then
        raise exception 'the key was used with another request' using errcode = 'PC002';
      end if;
      applied := false; points := e.points; return next; return;
    end if;
    f := clientele_points_cover_holds(clientele_points_expire(f, p_now), 0);
    t := clientele_points_expire(t, p_now);
    points := f.balance; applied := true;
    -- Not the time at which the transaction began: entries may have been written while the locks were waited for.
    insert into clientele_points_merge values (p_key, p_hash, f.id, t.id, points, clock_timestamp());
    update clientele_points_lot x set account_id = t.id where x.account_id = f.id;
    update clientele_points_hold x set account_id = t.id where x.account_id = f.id;
    if points = 0 then return next; return; end if;

    v_moved := jsonb_build_object('lifetime_earned', f.lifetime_earned, 'lifetime_redeemed', f.lifetime_redeemed);
    f := clientele_points_post(f, 'adjust', 'merge', -points, null, null, p_key || ':from', p_hash,
      jsonb_build_object('lifetime_earned', -f.lifetime_earned, 'lifetime_redeemed', -f.lifetime_redeemed));
    -- A debt on either side is paid from the lots on the other.
    v_taken := case when points > 0 then least(points, greatest(-t.balance, 0))
      else least(-points, greatest(t.balance, 0)) end;
    perform clientele_points_take(t.id, t.version + 1, v_taken, null, null, null);
    if points < 0 then
      t := clientele_points_cover_holds(t, t.balance + points - clientele_points_pending(t.id, p_now));
    end if;
    t := clientele_points_post(t, 'adjust', 'merge', points, null, null, p_key || ':to', p_hash, v_moved);
    update clientele_points_account x set
      lifetime_earned = x.lifetime_earned + (v_moved->>'lifetime_earned')::bigint
        * case when x.id = t.id then 1 else -1 end,
      lifetime_redeemed = x.lifetime_redeemed + (v_moved->>'lifetime_redeemed')::bigint
        * case when x.id = t.id then 1 else -1 end
      where x.id in (f.id, t.id);
    insert into clientele_points_entry_note (account_id, version, stated_reason, actor_id)
      values (f.id, f.version, p_stated_reason, p_actor_id), (t.id, t.version, p_stated_reason, p_actor_id);
    return next;
  end $$;`
