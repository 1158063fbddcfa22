/**
 * Puts all unapplied cash of an account that allocates by itself on its open receivables, the oldest due one first. Each charge, reversal
 * and payment that names no item ends with it.
 *
 * Locks: none; the caller holds the account's lock. Returns: the account after it; as it was where its allocation is manual.
 */
export const ALLOCATE_OLDEST = `create or replace function clientele_credit_allocate_oldest(a clientele_credit_account)
  returns clientele_credit_account language plpgsql as $$
  begin
    if a.allocation <> 'automatic' then return a; end if;
    return clientele_credit_apply_cash(a, null);
  end $$;`
