/**
 * Records a capture or refund of Medusa's that the ledger did not request, once.
 *
 * Locks: the account; waits 5 s for it. `p_amount`: signed, below 0 for a refund. `p_medusa_id`: the capture's or refund's id.
 * Returns: whether it is new. Errors: 55P03 if the lock does not come.
 */
export const CAPTURE_NOTE = `create or replace function clientele_credit_capture_note(
    p_id text, p_order_id text, p_payment_id text, p_amount numeric, p_medusa_id text
  ) returns boolean language plpgsql set lock_timeout = '5s' as $$
  declare r clientele_credit_receivable;
  begin
    perform 1 from clientele_credit_account a
      where a.customer_id = (select x.account_id from clientele_credit_receivable x where x.order_id = p_order_id)
      for no key update;
    select * into r from clientele_credit_receivable x where x.order_id = p_order_id;
    if not found then return false; end if;
    insert into clientele_credit_capture (id, account_id, receivable_id, order_id, payment_id, amount, status, medusa_id)
      values (p_id, r.account_id, r.id, p_order_id, p_payment_id, p_amount, 'done', p_medusa_id)
      on conflict (medusa_id) where medusa_id is not null do nothing;
    if not found then return false; end if;
    update clientele_credit_receivable set captured = captured + p_amount where id = r.id;
    return true;
  end $$;`
