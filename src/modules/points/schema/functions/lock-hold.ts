/**
 * Locks the account of a hold. If a merge moves the hold during the wait, the loop locks the new account.
 *
 * Locks: the account, `for no key update`. Returns: the account as it is under the lock; null if the hold is unknown.
 */
export const LOCK_HOLD = `create or replace function clientele_points_lock_hold(p_id text)
  returns clientele_points_account
  language plpgsql as $$
  declare a clientele_points_account; v_account bigint;
  begin
    loop
      select h.account_id into v_account from clientele_points_hold h where h.id = p_id;
      if not found then return null; end if;
      select * into a from clientele_points_account x where x.id = v_account for no key update;
      perform 1 from clientele_points_hold h where h.id = p_id and h.account_id = v_account;
      if found then return a; end if;
    end loop;
  end $$;`
