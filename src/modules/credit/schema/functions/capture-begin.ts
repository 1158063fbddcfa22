/**
 * Begins a capture of an order's payment in Medusa, over the amount that payments have paid on its receivable and that is
 * not captured yet (ADR 0058).
 *
 * Locks: the account; waits 5 s for it. `p_id`: of the capture's row. `p_room`: the largest amount that Medusa lets the
 * payment capture. Returns: the amount to capture; 0, and no row, if there is nothing to do. Errors: 55P03 if the lock does
 * not come.
 */
export const CAPTURE_BEGIN = `create or replace function clientele_credit_capture_begin(
    p_id text, p_order_id text, p_payment_id text, p_room numeric
  ) returns numeric language plpgsql set lock_timeout = '5s' as $$
  declare r clientele_credit_receivable; v_amount numeric;
  begin
    perform 1 from clientele_credit_account a
      where a.customer_id = (select x.account_id from clientele_credit_receivable x where x.order_id = p_order_id)
      for no key update;
    select * into r from clientele_credit_receivable x where x.order_id = p_order_id;
    if not found then return 0; end if;
    v_amount := least(r.paid - r.captured, p_room);
    if v_amount <= 0 then return 0; end if;
    insert into clientele_credit_capture (id, account_id, receivable_id, order_id, payment_id, amount, status)
      values (p_id, r.account_id, r.id, p_order_id, p_payment_id, v_amount, 'open');
    update clientele_credit_receivable set captured = captured + v_amount where id = r.id;
    return v_amount;
  end $$;`
