/**
 * Turns a hold into a deduction, once: held → posted (ADR 0002, 0018). Points that the order does not use are free
 * again.
 *
 * Locks: the hold's account; waits 5 s for it. Runs in the transaction that inserts the order.
 * Checks: the hold is live, or it has expired and its points are still available (contract R47). Notes the connection
 * that posts, so that a retry can tell whether this attempt has ended (ADR 0020).
 * Returns: the account and the entry's version and balance; `applied` is false if this order had posted it before.
 * Errors: PC004 if the hold is unknown, or expired and its points are gone; PC008 if it was released or covers fewer
 * points; PC009 if another order has posted it; 55P03 if the lock does not come.
 */
export const HOLD_POST = `create or replace function clientele_points_hold_post(
    p_id text, p_order_id text, p_points bigint, p_calculation jsonb, p_now timestamptz
  ) returns table (applied boolean, account_id bigint, version bigint, balance_after bigint)
  language plpgsql set lock_timeout = '5s' as $$
    declare a clientele_points_account; h clientele_points_hold;
    begin
      a := clientele_points_lock_hold(p_id);
      if a.id is null then raise exception 'there is no hold %', p_id using errcode = 'PC004'; end if;
      select * into h from clientele_points_hold where id = p_id;
      account_id := a.id;
      if h.status = 'posted' and h.order_id = p_order_id then
        select false, x.version, x.balance_after into applied, version, balance_after from clientele_points_entry x
          where x.idempotency_key = p_order_id || ':redeem';
        return next; return;
      end if;
      if h.status = 'posted' then
        raise exception 'hold % is posted', p_id using errcode = 'PC009';
      end if;
      if h.status not in ('held', 'expired') then
        raise exception 'hold % is %, %', p_id, h.status, h.ended_because using errcode = 'PC008';
      end if;
      if p_points < 1 or p_points > h.points then
        raise exception 'the hold covers % points', h.points using errcode = 'PC008';
      end if;
      if h.status = 'held' then
        update clientele_points_account set held = held - h.points where id = a.id returning * into a;
      else
        a := clientele_points_expire(a, p_now);
        if a.balance - a.held - clientele_points_pending(a.id, p_now) < p_points then
          raise exception 'hold % is expired and its points are gone', p_id using errcode = 'PC004';
        end if;
      end if;
      update clientele_points_hold set status = 'posted', order_id = p_order_id, posted_by = clientele_points_backend(),
        updated_at = clock_timestamp() where id = p_id;
      a := clientele_points_debit(a, 'redeem', 'redemption', p_points, p_order_id, h.currency_code,
        p_order_id || ':redeem', p_id, p_calculation, null, p_now, true);
      applied := true; version := a.version; balance_after := a.balance;
      return next;
    end $$;`
