/**
 * Begins to undo captures of an order after a payment was reversed: the order owes money that Medusa shows as paid (ADR
 * 0058). The newest captures are undone until at most the paid amount is captured. An excess is captured again.
 *
 * Locks: the account; waits 5 s for it. Returns: the number of captures to undo. Errors: 55P03 if the lock does not come.
 */
export const CAPTURE_UNDO = `create or replace function clientele_credit_capture_undo(p_order_id text)
  returns integer language plpgsql set lock_timeout = '5s' as $$
  declare r record; c record; v_count integer := 0;
  begin
    perform 1 from clientele_credit_account a
      where a.customer_id = (select x.account_id from clientele_credit_receivable x where x.order_id = p_order_id)
      for no key update;
    select * into r from clientele_credit_receivable x where x.order_id = p_order_id;
    if r.open is null or r.open = 0 then return 0; end if;
    for c in select * from clientele_credit_capture x
      where x.receivable_id = r.id and x.status = 'done' and x.amount > 0 order by x.created_at desc, x.id desc
    loop
      exit when r.captured <= r.paid;
      update clientele_credit_capture set status = 'undoing', updated_at = clock_timestamp() where id = c.id;
      r.captured := r.captured - c.amount;
      v_count := v_count + 1;
    end loop;
    update clientele_credit_receivable set captured = r.captured where id = r.id and v_count > 0;
    return v_count;
  end $$;`
