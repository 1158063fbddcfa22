/**
 * Locks an account for a change of its ledger.
 *
 * Locks: the account, `for no key update`; waits as long as the caller's `lock_timeout` says.
 * Checks: `p_currency_code` is the account's; null is not compared.
 * Returns: the account under the lock. Errors: PR004 for an unknown account; PR009 for another currency.
 */
export const LOCK = `create or replace function clientele_credit_lock(p_account_id text, p_currency_code text)
  returns clientele_credit_account language plpgsql as $$
  declare a clientele_credit_account;
  begin
    select * into a from clientele_credit_account where customer_id = p_account_id for no key update;
    if not found then
      raise exception 'the customer has no credit account' using errcode = 'PR004';
    end if;
    if a.currency_code <> p_currency_code then
      raise exception 'currency_code: the account is in %', upper(a.currency_code) using errcode = 'PR009';
    end if;
    return a;
  end $$;`
