/**
 * Gives up a capture that the ledger recorded and Medusa deleted since, for example because its own update failed after the
 * provider had accepted (ADR 0058). The customer's payment stays and is captured again.
 *
 * Locks: the account; waits 5 s for it. Reads Medusa's row under the lock: one that is there stays.
 * Returns: whether it is given up. Errors: 55P03 if the lock does not come.
 */
export const CAPTURE_LOSE = `create or replace function clientele_credit_capture_lose(p_id text)
  returns boolean language plpgsql set lock_timeout = '5s' as $$
  declare c record;
  begin
    perform 1 from clientele_credit_account a
      where a.customer_id = (select x.account_id from clientele_credit_capture x where x.id = p_id) for no key update;
    update clientele_credit_capture x set status = 'void', updated_at = clock_timestamp()
      where x.id = p_id and x.status = 'done' and x.amount > 0
        and not exists (select 1 from capture m where m.id = x.medusa_id and m.deleted_at is null)
      returning * into c;
    if not found then return false; end if;
    update clientele_credit_receivable set captured = captured - c.amount where id = c.receivable_id;
    return true;
  end $$;`
