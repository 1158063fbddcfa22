/**
 * Posts the difference between an order's target and what it has granted, up or down.
 *
 * Locks: the account `p_account`, which must still own the order's lot.
 * Checks: `p_fencing_token` is larger than the last one, else `stale`. With `p_first` the order has no award yet, else
 * `read_again`: another reading froze its terms meanwhile. Without `p_may_rise` the target only falls. With `p_clamp` a
 * reversal stops at a balance of zero, and the rest is forgiven.
 * Returns: the outcome (`raised`, `reversed`, `unchanged`, `stale`, `read_again`), the points, version and balance.
 * Errors: PC003 if the order has moved to another account, run it again.
 */
export const SETTLE_AGAIN = `create or replace function clientele_points_settle_again(
    p_account bigint, p_order_id text, p_target bigint, p_may_rise boolean, p_first boolean, p_fencing_token bigint,
    p_currency_code text, p_available_at timestamptz, p_expires_at timestamptz, p_clamp boolean, p_calculation jsonb,
    p_now timestamptz
  ) returns table (outcome text, account_id bigint, version bigint, points bigint, balance_after bigint)
  language plpgsql as $$
  declare a clientele_points_account; l clientele_points_lot; v_points bigint; v_lapsed bigint; v_forgiven bigint;
    v_repaid bigint;
  begin
    select * into a from clientele_points_account x where x.id = p_account for no key update;
    select * into l from clientele_points_lot x where x.source = p_order_id;
    if not found or l.account_id is distinct from a.id then
      raise exception 'order % has moved to another account meanwhile', p_order_id using errcode = 'PC003';
    end if;
    account_id := a.id; points := 0; version := a.version; balance_after := a.balance;
    if p_fencing_token <= l.fencing_token then outcome := 'stale'; return next; return; end if;
    if p_first and l.entry_version is not null then outcome := 'read_again'; return next; return; end if;

    if p_target > l.granted and p_may_rise then
      -- What was let off when the target fell is not granted a second time.
      v_lapsed := least(p_target - l.granted, l.lapsed);
      v_forgiven := least(p_target - l.granted - v_lapsed, l.forgiven);
      v_points := p_target - l.granted - v_lapsed - v_forgiven;
      v_repaid := least(v_points, greatest(-a.balance, 0));
      if v_points > 0 then
        a := clientele_points_post(a, 'earn', case when l.entry_version is null then 'order' else 'order_change' end,
          v_points, p_order_id, p_currency_code, p_order_id || ':earn:' || (l.revision + 1), '', p_calculation);
      end if;
      update clientele_points_lot x set granted = p_target, lapsed = x.lapsed - v_lapsed, expired = x.expired + v_lapsed,
        forgiven = x.forgiven - v_forgiven, remaining = x.remaining + v_points - v_repaid,
        fencing_token = p_fencing_token, revision = x.revision + 1,
        entry_version = coalesce(x.entry_version, case when v_points > 0 then a.version end),
        available_at = case when x.entry_version is null then p_available_at else x.available_at end,
        -- New points are not born expired.
        expires_at = case when x.entry_version is null or x.expires_at <= p_now then p_expires_at else x.expires_at end
        where x.source = l.source;
      outcome := 'raised'; points := v_points;
    elsif p_target < l.granted then
      -- What has expired is gone already: only what was spent or is still there is taken back.
      v_lapsed := least(l.granted - p_target, l.expired);
      v_points := l.granted - p_target - v_lapsed;
      if p_clamp then v_points := least(v_points, greatest(a.balance, 0)); end if;
      if v_points > 0 then
        a := clientele_points_debit(a, 'adjust', 'refund_reversal', v_points, p_order_id, p_currency_code,
          p_order_id || ':earn:' || (l.revision + 1), '', p_calculation, l.source, p_now, false);
      end if;
      update clientele_points_lot x set granted = p_target, expired = x.expired - v_lapsed,
        lapsed = x.lapsed + v_lapsed, forgiven = x.forgiven + (l.granted - p_target - v_lapsed - v_points),
        fencing_token = p_fencing_token, revision = x.revision + 1 where x.source = l.source;
      outcome := 'reversed'; points := -v_points;
    else
      update clientele_points_lot set fencing_token = p_fencing_token where source = l.source;
      outcome := 'unchanged';
    end if;
    version := a.version; balance_after := a.balance;
    return next;
  end $$;`
