/**
 * Undoes the deduction of an order whose own transaction is undone, for example after a declined payment: posted →
 * held.
 *
 * Locks: the hold's account; waits 5 s for it. Points that came back before, for a cancelation or a return, do not come
 * back again. The hold is live again with what the balance covers; else, or if its cart has a newer hold, it is
 * released.
 * Returns: the hold and the points that came back; no row if the order has no deduction. Errors: 55P03 if the lock does
 * not come.
 */
export const HOLD_UNPOST = `create or replace function clientele_points_hold_unpost(p_order_id text, p_now timestamptz)
  returns table (hold_id text, points bigint)
  language plpgsql set lock_timeout = '5s' as $$
    declare a clientele_points_account; h clientele_points_hold; v_cover bigint;
    begin
      select * into h from clientele_points_hold x where x.order_id = p_order_id;
      if not found then return; end if;
      a := clientele_points_lock_hold(h.id);
      select * into h from clientele_points_hold x where x.order_id = p_order_id;
      if h.status is distinct from 'posted' then return; end if;
      select -x.points - coalesce((select sum(r.points) from clientele_points_entry r
          where r.idempotency_key > p_order_id || ':redeem:' and r.idempotency_key < p_order_id || ':redeem;'
            and r.reason = 'redeem_return'), 0)
        into points from clientele_points_entry x where x.idempotency_key = p_order_id || ':redeem';
      if points > 0 then
        a := clientele_points_give_back(a, p_order_id, points, p_order_id || ':redeem:undo', null, p_now);
      end if;
      v_cover := least(h.points, a.balance - a.held - clientele_points_pending(a.id, p_now));
      if v_cover > 0 and not exists (
        select 1 from clientele_points_hold x where x.cart_id = h.cart_id and x.status = 'held')
      then
        update clientele_points_hold x set status = 'held', order_id = null, points = v_cover, updated_at = now()
          where x.id = h.id;
        update clientele_points_account set held = held + v_cover where id = a.id;
      else
        update clientele_points_hold x set status = 'released', ended_because = 'order undone', order_id = null,
          updated_at = now() where x.id = h.id;
      end if;
      hold_id := h.id;
      return next;
    end $$;`
