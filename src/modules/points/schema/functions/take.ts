/**
 * Takes points out of an account's lots and notes which entry (`p_version`) used them. `p_prefer` comes first, then the
 * lot that expires soonest.
 *
 * Locks: none; the caller holds the lock on the account. `p_available_at`: only lots that can be used by then.
 * `p_due_by`: only lots that expire by then, and their points count as expired.
 * Returns: nothing. Errors: PC001 if the lots do not cover the points.
 */
export const TAKE = `create or replace function clientele_points_take(
    p_account bigint, p_version bigint, p_points bigint, p_prefer text, p_available_at timestamptz, p_due_by timestamptz
  ) returns void language plpgsql as $$
  declare v_left bigint := p_points; v_used bigint; l record;
  begin
    if v_left > 0 and p_prefer is not null then
      select source, remaining into l from clientele_points_lot where source = p_prefer and remaining > 0;
      if found then
        v_used := least(l.remaining, v_left);
        update clientele_points_lot set remaining = remaining - v_used where source = l.source;
        insert into clientele_points_lot_use values (p_account, p_version, l.source, v_used);
        v_left := v_left - v_used;
      end if;
    end if;
    if v_left > 0 then
      for l in select source, remaining from clientele_points_lot
        where account_id = p_account and remaining > 0 and source is distinct from p_prefer
          and (p_available_at is null or available_at is null or available_at <= p_available_at)
          and (p_due_by is null or expires_at <= p_due_by)
        order by expires_at, entry_version
      loop
        v_used := least(l.remaining, v_left);
        update clientele_points_lot set remaining = remaining - v_used,
          expired = expired + case when p_due_by is null then 0 else v_used end where source = l.source;
        insert into clientele_points_lot_use values (p_account, p_version, l.source, v_used);
        v_left := v_left - v_used;
        exit when v_left = 0;
      end loop;
    end if;
    if v_left > 0 then
      raise exception 'lots of account % do not cover % points', p_account, p_points using errcode = 'PC001';
    end if;
  end $$;`
