/**
 * Ends the credit of a deleted order: its hold is released, and a receivable that was posted meanwhile is brought to 0.
 * Safe to repeat.
 *
 * Locks: the account; waits 5 s for it. Returns: whether there was something to end.
 * Errors: 55P03 if the lock does not come.
 */
export const HOLD_RELEASE = `create or replace function clientele_credit_hold_release(p_order_id text)
  returns boolean language plpgsql set lock_timeout = '5s' as $$
  declare a clientele_credit_account; h clientele_credit_hold; r clientele_credit_receivable;
  begin
    select x.* into a from clientele_credit_account x
      where x.customer_id = (select y.account_id from clientele_credit_hold y where y.order_id = p_order_id)
      for no key update;
    if not found then return false; end if;
    select * into h from clientele_credit_hold where order_id = p_order_id;
    if h.status = 'released' then return false; end if;
    select * into r from clientele_credit_receivable where order_id = p_order_id;
    if h.status = 'held' then
      update clientele_credit_account set held = held - h.amount, updated_at = clock_timestamp()
        where customer_id = a.customer_id returning * into a;
    end if;
    if r.charged <> 0 then
      a := clientele_credit_charge(a, r, -r.charged, '~' || p_order_id || ':charge:' || a.version + 1);
    end if;
    update clientele_credit_hold set status = 'released', updated_at = clock_timestamp() where order_id = p_order_id;
    return true;
  end $$;`
