/**
 * Approves or rejects a hold that waits (contract R24a). An approval holds the order's present total regardless of the
 * limit. A rejected hold waits until its order is canceled, so the work of a process that dies in between is not lost.
 *
 * Locks: the account; waits 5 s for it. `p_amount`: above 0, of an approval.
 * Returns: whether this call decided, and the hold's status, or `not_a_member` where the buyer may not buy any more; null for an unknown order.
 * Errors: 55P03 if the lock does not come.
 */
export const HOLD_DECIDE = `create or replace function clientele_credit_hold_decide(
    p_order_id text, p_approve boolean, p_amount numeric, p_actor_id text
  ) returns table (decided boolean, status text) language plpgsql set lock_timeout = '5s' as $$
  declare a clientele_credit_account; h clientele_credit_hold;
  begin
    select x.* into a from clientele_credit_account x
      where x.customer_id = (select y.account_id from clientele_credit_hold y where y.order_id = p_order_id)
      for no key update;
    if not found then return; end if;
    select * into h from clientele_credit_hold x where x.order_id = p_order_id;
    decided := h.status = 'waiting' and h.decided_at is null; status := h.status;
    if not decided then return next; return; end if;
    if p_approve and not exists (select 1 from clientele_credit_member live
      join clientele_credit_member m on m.customer_id = live.customer_id and m.account_id = live.account_id
      where m.id = h.member_id and live.removed_at is null) then
      decided := false; status := 'not_a_member'; return next; return;
    end if;
    status := case when p_approve then 'held' else 'waiting' end;
    update clientele_credit_hold x set status = clientele_credit_hold_decide.status,
      amount = case when p_approve then p_amount else x.amount end, decided_by = p_actor_id,
      decided_at = clock_timestamp(), updated_at = clock_timestamp() where x.order_id = p_order_id;
    if p_approve then
      update clientele_credit_account x set held = x.held + p_amount, updated_at = clock_timestamp()
        where x.customer_id = a.customer_id;
    end if;
    insert into clientele_credit_change (account_id, kind, before, after, changed_by)
      values (a.customer_id, 'hold',
        jsonb_build_object('order_id', p_order_id, 'status', 'waiting', 'amount', h.amount::text, 'waits_for', h.waits_for),
        jsonb_build_object('order_id', p_order_id, 'status', case when p_approve then 'held' else 'rejected' end,
          'amount', coalesce(p_amount, h.amount)::text),
        p_actor_id);
    return next;
  end $$;`
