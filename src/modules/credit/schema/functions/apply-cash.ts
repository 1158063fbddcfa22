/**
 * Puts unapplied cash of the account on one receivable, oldest money first, until the item is paid or the cash is used up.
 *
 * Locks: none; the caller holds the account's lock. Returns: the account after it.
 */
export const APPLY_CASH = `create or replace function clientele_credit_apply_cash(
    a clientele_credit_account, p_receivable_id text
  ) returns clientele_credit_account language plpgsql as $$
  declare c record; v_open numeric;
  begin
    select open into v_open from clientele_credit_receivable where id = p_receivable_id;
    for c in select version, open from clientele_credit_cash
      where account_id = a.customer_id and open > 0 order by version
    loop
      exit when v_open <= 0;
      a := clientele_credit_allocate(a, c.version, p_receivable_id, least(c.open, v_open));
      v_open := v_open - least(c.open, v_open);
    end loop;
    return a;
  end $$;`
