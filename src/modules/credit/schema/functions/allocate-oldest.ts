/**
 * Puts all unapplied cash of an account on its open receivables, the oldest due one first.
 *
 * Locks: none; the caller holds the account's lock. Returns: the account after it.
 */
export const ALLOCATE_OLDEST = `create or replace function clientele_credit_allocate_oldest(a clientele_credit_account)
  returns clientele_credit_account language plpgsql as $$
  declare v_id text;
  begin
    for v_id in select x.id from clientele_credit_receivable x
      where x.account_id = a.customer_id and x.open > 0 order by x.due_on, x.id
    loop
      exit when a.unapplied <= 0;
      a := clientele_credit_apply_cash(a, v_id);
    end loop;
    return a;
  end $$;`
