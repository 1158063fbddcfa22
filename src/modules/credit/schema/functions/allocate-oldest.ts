/**
 * Allocates all unapplied cash of an account with automatic allocation to its open receivables, the oldest due date first.
 * Each charge, reversal and payment that names no item ends with it.
 *
 * Locks: none; the caller holds the account's lock. Returns: the account after it; unchanged if its allocation is manual.
 */
export const ALLOCATE_OLDEST = `create or replace function clientele_credit_allocate_oldest(a clientele_credit_account)
  returns clientele_credit_account language plpgsql as $$
  begin
    if a.allocation <> 'automatic' then return a; end if;
    return clientele_credit_apply_cash(a, null);
  end $$;`
