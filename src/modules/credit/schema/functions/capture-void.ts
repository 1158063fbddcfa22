/**
 * Gives up a capture that Medusa refused. A capture that Medusa has by now stays.
 *
 * Locks: the account; waits 5 s for it. Returns: whether it is given up. Errors: 55P03 if the lock does not come.
 */
export const CAPTURE_VOID = `create or replace function clientele_credit_capture_void(p_id text)
  returns boolean language plpgsql set lock_timeout = '5s' as $$
  declare c record;
  begin
    perform 1 from clientele_credit_account a
      where a.customer_id = (select x.account_id from clientele_credit_capture x where x.id = p_id) for no key update;
    update clientele_credit_capture set status = 'void', updated_at = clock_timestamp()
      where id = p_id and status = 'open' returning * into c;
    if not found then return false; end if;
    update clientele_credit_receivable set captured = captured - c.amount where id = c.receivable_id;
    return true;
  end $$;`
