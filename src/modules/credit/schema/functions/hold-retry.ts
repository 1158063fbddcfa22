/**
 * Turns a waiting hold into a live one, if limit, blocks and the buyer's own limit allow it by now (contract R24a). It asks
 * `clientele_credit_hold_place` again. The terms stay those of the order.
 *
 * Locks: the account; waits 5 s for it. `p_amount`: the order's present total, above 0. Returns: the hold's status, and the
 * code of what it waits for; null for an unknown order. Errors: 55P03 if the lock does not come.
 */
export const HOLD_RETRY = `create or replace function clientele_credit_hold_retry(
    p_order_id text, p_amount numeric, p_time_zone text
  ) returns table (retried boolean, status text, code text) language plpgsql set lock_timeout = '5s' as $$
  declare a clientele_credit_account; h clientele_credit_hold; p record; v_customer text;
  begin
    select x.* into a from clientele_credit_account x
      where x.customer_id = (select y.account_id from clientele_credit_hold y where y.order_id = p_order_id)
      for no key update;
    if not found then return; end if;
    select * into h from clientele_credit_hold x where x.order_id = p_order_id;
    retried := h.status = 'waiting' and h.decided_at is null; status := h.status; code := h.waits_for;
    if not retried then return next; return; end if;
    select x.customer_id into v_customer from clientele_credit_member x where x.id = h.member_id;
    -- A released hold is placed as a new one.
    update clientele_credit_hold x set status = 'released' where x.order_id = p_order_id;
    select * into p from clientele_credit_hold_place(p_order_id, h.account_id, v_customer, h.cart_id, h.payment_session_id,
      p_amount, a.currency_code, true, false, p_time_zone);
    status := case when p.status = 'held' then 'held' else 'waiting' end; code := p.code;
    update clientele_credit_hold x set status = clientele_credit_hold_retry.status, waits_for = p.code,
      payment_terms = h.payment_terms, amount = case when p.status = 'held' then p_amount else h.amount end
      where x.order_id = p_order_id;
    if p.status = 'held' then
      insert into clientele_credit_change (account_id, kind, before, after, changed_by)
        values (a.customer_id, 'hold',
          jsonb_build_object('order_id', p_order_id, 'status', 'waiting', 'amount', h.amount::text,
            'waits_for', h.waits_for),
          jsonb_build_object('order_id', p_order_id, 'status', 'held', 'amount', p_amount::text), null);
    end if;
    return next;
  end $$;`
