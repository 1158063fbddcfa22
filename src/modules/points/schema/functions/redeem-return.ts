/**
 * Brings the points that came back of an order's redemption up to `p_total` (contract R33). It never takes points.
 *
 * Locks: the hold's account; waits 2 s for it. Checks: never more comes back than the order had deducted.
 * Returns: the points that this call gave back, with account, version and balance; no row if nothing is left to give
 * back.
 * Errors: 55P03 if the lock does not come.
 */
export const REDEEM_RETURN = `create or replace function clientele_points_redeem_return(
    p_order_id text, p_total bigint, p_not_before timestamptz, p_calculation jsonb
  ) returns table (points bigint, account_id bigint, version bigint, balance_after bigint)
  language plpgsql set lock_timeout = '2s' as $$
  declare a clientele_points_account; h clientele_points_hold; e record; v_back bigint; v_entries bigint;
  begin
    select * into h from clientele_points_hold x where x.order_id = p_order_id and x.status = 'posted';
    if not found then return; end if;
    a := clientele_points_lock_hold(h.id);
    select x.points, x.account_id into e from clientele_points_entry x
      where x.idempotency_key = p_order_id || ':redeem';
    select coalesce(sum(x.points), 0), count(*) into v_back, v_entries from clientele_points_entry x
      where x.idempotency_key > p_order_id || ':redeem:' and x.idempotency_key < p_order_id || ':redeem;'
        and x.reason = 'redeem_return';
    points := least(p_total, -e.points) - v_back;
    if points <= 0 then return; end if;
    a := clientele_points_give_back(a, p_order_id, points, p_order_id || ':redeem:back:' || (v_entries + 1),
      p_calculation, p_not_before);
    account_id := a.id; version := a.version; balance_after := a.balance;
    return next;
  end $$;`
