/**
 * Posts redeemed points back and puts them into the lots that they came from; the lot that expires last is filled
 * first.
 *
 * Locks: none; the caller holds the lock on `a`. A debt is repaid first. Points that expired have no room in their lot:
 * it would hold more than was granted, and its order could never be settled to less again. What no lot can take, or a
 * lot that expires before `p_not_before`, becomes a new lot. A reversal that was forgiven because these points were
 * spent is posted now.
 * Returns: the account after the entries.
 */
export const GIVE_BACK = `create or replace function clientele_points_give_back(
    a clientele_points_account, p_order_id text, p_points bigint, p_key text, p_calculation jsonb,
    p_not_before timestamptz
  ) returns clientele_points_account language plpgsql as $$
  declare v_left bigint; v_back bigint; v_done bigint; l record; v_expires timestamptz := 'infinity'; v_taken bigint;
  begin
    v_left := p_points - least(p_points, greatest(-a.balance, 0));
    a := clientele_points_post(a, 'adjust', 'redeem_return', p_points, p_order_id, null, p_key, '', p_calculation);
    select coalesce(sum(x.points), 0) into v_done from clientele_points_entry x
      where x.idempotency_key > p_order_id || ':redeem' and x.idempotency_key < p_order_id || ':redeem~'
        and x.reason = 'redeem_return' and x.idempotency_key <> p_key;
    for l in select x.source, greatest(x.granted - x.remaining - x.expired, 0) as room, x.expires_at, x.forgiven, x.revision, x.of_order,
        u.points - greatest(0, least(u.points, v_done - sum(u.points) over w + u.points)) as used
      from clientele_points_entry e
      join clientele_points_lot_use u on u.account_id = e.account_id and u.version = e.version
      join clientele_points_lot x on x.source = u.lot_source
      where e.idempotency_key = p_order_id || ':redeem'
      window w as (order by x.expires_at desc, x.entry_version desc, x.source rows unbounded preceding)
      order by x.expires_at desc, x.entry_version desc, x.source
    loop
      exit when v_left = 0;
      -- What was let off because these points were spent is taken back now that they return.
      v_taken := case when l.of_order then least(l.used, l.forgiven, v_left) else 0 end;
      if v_taken > 0 then
        update clientele_points_lot set forgiven = forgiven - v_taken, revision = revision + 1 where source = l.source;
        a := clientele_points_post(a, 'adjust', 'refund_reversal', -v_taken, l.source, null,
          l.source || ':earn:' || (l.revision + 1), '', null);
        v_left := v_left - v_taken;
        l.used := l.used - v_taken;
      end if;
      v_expires := least(v_expires, l.expires_at);
      v_back := case when l.expires_at < p_not_before then 0 else least(l.used, l.room, v_left) end;
      continue when v_back <= 0;
      update clientele_points_lot set remaining = remaining + v_back where source = l.source;
      v_left := v_left - v_back;
    end loop;
    if v_left > 0 then
      insert into clientele_points_lot (source, account_id, of_order, entry_version, granted, remaining, expires_at)
        values (p_key, a.id, false, a.version, v_left, v_left, greatest(v_expires, p_not_before));
    end if;
    return a;
  end $$;`
