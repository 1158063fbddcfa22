/**
 * Posts the opposite of an entry that took points, and puts them into the lots that they came from.
 *
 * Locks: none; the caller holds the lock on `a`. Due points expire first. A debt is repaid first. What the lots cannot take, as they have expired or
 * moved with a merge, becomes a new lot that expires at `p_expires_at`.
 * Returns: the account after the entry.
 */
export const GIVE_BACK_ENTRY = `create or replace function clientele_points_give_back_entry(
    a clientele_points_account, p_version bigint, p_points bigint, p_key text, p_expires_at timestamptz, p_now timestamptz
  ) returns clientele_points_account language plpgsql as $$
  declare v_left bigint; v_back bigint; l record;
  begin
    a := clientele_points_expire(a, p_now);
    v_left := p_points - least(p_points, greatest(-a.balance, 0));
    a := clientele_points_post(a, 'adjust', 'import', p_points, null, null, p_key,
      encode(sha256(convert_to(p_key, 'UTF8')), 'hex'), null);
    for l in select x.source, least(u.points, x.granted - x.remaining - x.expired) as room
      from clientele_points_lot_use u join clientele_points_lot x on x.source = u.lot_source
      where u.account_id = a.id and u.version = p_version and x.account_id = a.id and x.expires_at > p_now
      order by x.expires_at desc, x.entry_version desc, x.source
    loop
      v_back := least(l.room, v_left);
      continue when v_back <= 0;
      update clientele_points_lot set remaining = remaining + v_back where source = l.source;
      v_left := v_left - v_back;
    end loop;
    if v_left > 0 then
      insert into clientele_points_lot (source, account_id, of_order, entry_version, granted, remaining, expires_at)
        values (p_key, a.id, false, a.version, v_left, v_left, p_expires_at);
    end if;
    return a;
  end $$;`
