/**
 * Places a hold for an order, if its buyer can buy for this amount on the account (contract R24, ADR 0007). Runs in the
 * transaction that inserts the order.
 *
 * Locks: the account; waits 5 s for it. So the compared exposure is the current one. `p_time_zone`: the store's; it decides
 * which items are overdue and when a spending period begins. `p_approve`: an order that the account does not allow waits
 * for an admin user, and does not count until then. `p_override`: only membership and currency are checked. Returns:
 * `held`, `waiting` or `refused` with the code of the refusal, what is available, and the shortfall; the answer of before
 * for an order that has a hold. Errors: 55P03 if the lock does not come.
 */
export const HOLD_PLACE = `create or replace function clientele_credit_hold_place(
    p_order_id text, p_account_id text, p_customer_id text, p_cart_id text, p_session_id text, p_amount numeric,
    p_currency_code text, p_approve boolean, p_override boolean, p_time_zone text
  ) returns table (status text, code text, available numeric, shortfall numeric)
  language plpgsql set lock_timeout = '5s' as $$
  declare a clientele_credit_account; m clientele_credit_member; v_spent numeric; v_overdue numeric;
  begin
    select * into a from clientele_credit_account where customer_id = p_account_id for no key update;
    select h.status, h.waits_for into status, code from clientele_credit_hold h where h.order_id = p_order_id;
    available := greatest(coalesce(a.credit_limit, 0) * (1 + a.tolerance) - a.balance - a.held, 0);
    shortfall := 0;
    if status is not null and status <> 'released' then return next; return; end if;
    select * into m from clientele_credit_member x
      where x.account_id = p_account_id and x.customer_id = p_customer_id and x.removed_at is null;
    if a.customer_id is null or m.id is null then
      status := 'refused'; code := 'not_a_member'; available := 0; shortfall := p_amount; return next; return;
    end if;
    if a.currency_code <> p_currency_code then
      status := 'refused'; code := 'currency_mismatch'; shortfall := p_amount; return next; return;
    end if;
    code := null;
    if not p_override then
      if a.on_hold = 'orders' then
        code := 'credit_on_hold'; shortfall := p_amount;
      end if;
      if code is null and (a.overdue_block_amount is not null or a.overdue_block_days is not null) then
        select coalesce(sum(r.open), 0) into v_overdue from clientele_credit_receivable r
          where r.account_id = p_account_id and r.open > 0
            and r.due_on < (clock_timestamp() at time zone p_time_zone)::date - coalesce(a.overdue_block_days, 0);
        if v_overdue > coalesce(a.overdue_block_amount, 0) then
          code := 'credit_overdue'; shortfall := v_overdue - coalesce(a.overdue_block_amount, 0);
        end if;
      end if;
      if code is null and m.spending_limit is not null then
        select coalesce(sum(coalesce(r.charged, h.amount)), 0) into v_spent from clientele_credit_hold h
          -- A member who was removed and added again has another row.
          join clientele_credit_member k on k.id = h.member_id
          left join clientele_credit_receivable r on r.order_id = h.order_id
          where k.customer_id = p_customer_id and k.account_id = p_account_id and h.status in ('held', 'posted')
            and h.created_at >= date_trunc(m.spending_period, clock_timestamp(), p_time_zone);
        if v_spent + p_amount > m.spending_limit then
          code := 'member_limit_exceeded'; shortfall := v_spent + p_amount - m.spending_limit;
        end if;
      end if;
      -- Not what is shown as available: an account beyond its limit lacks that much more.
      if code is null and a.balance + a.held + p_amount > coalesce(a.credit_limit, 0) * (1 + a.tolerance) then
        code := 'credit_limit_exceeded';
        shortfall := a.balance + a.held + p_amount - coalesce(a.credit_limit, 0) * (1 + a.tolerance);
      end if;
    end if;
    if code is not null and not p_approve then
      status := 'refused'; return next; return;
    end if;
    status := case when code is null then 'held' else 'waiting' end;
    insert into clientele_credit_hold as h (order_id, account_id, member_id, cart_id, payment_session_id, amount,
        payment_terms, status, waits_for)
      values (p_order_id, p_account_id, m.id, p_cart_id, p_session_id, p_amount, a.payment_terms,
        clientele_credit_hold_place.status, clientele_credit_hold_place.code)
      on conflict (order_id) do update set account_id = excluded.account_id, member_id = excluded.member_id,
        cart_id = excluded.cart_id, payment_session_id = excluded.payment_session_id, amount = excluded.amount,
        payment_terms = excluded.payment_terms, status = excluded.status, waits_for = excluded.waits_for,
        updated_at = clock_timestamp();
    if status = 'held' then
      update clientele_credit_account x set held = x.held + p_amount, updated_at = clock_timestamp()
        where x.customer_id = p_account_id;
      available := available - p_amount;
    end if;
    return next;
  end $$;`
