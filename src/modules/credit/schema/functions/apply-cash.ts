/**
 * Allocates the account's unapplied cash to its open receivables, the oldest money to the oldest due item first, until the
 * items are paid or the cash is used up.
 *
 * Locks: none; the caller holds the account's lock. `p_receivable_id`: the one item to pay; null is all of them.
 * Returns: the account after it.
 */
export const APPLY_CASH = `create or replace function clientele_credit_apply_cash(
    a clientele_credit_account, p_receivable_id text
  ) returns clientele_credit_account language plpgsql as $$
  declare c record; r record; v_cash refcursor; v_money numeric := 0; v_some numeric;
    v_versions bigint[] := '{}'; v_receivables text[] := '{}'; v_amounts numeric[] := '{}';
  begin
    if a.unapplied <= 0 then return a; end if;
    open v_cash for select x.version, x.open from clientele_credit_cash x
      where x.account_id = a.customer_id and x.open > 0 order by x.version;
    <<items>>
    for r in select x.id, x.open from clientele_credit_receivable x
      where x.account_id = a.customer_id and x.open > 0 and (p_receivable_id is null or x.id = p_receivable_id)
      order by x.due_on, x.id
    loop
      while r.open > 0 loop
        if v_money = 0 then
          fetch v_cash into c;
          exit items when not found;
          v_money := c.open;
        end if;
        v_some := least(v_money, r.open);
        v_versions := v_versions || c.version;
        v_receivables := v_receivables || r.id;
        v_amounts := v_amounts || v_some;
        v_money := v_money - v_some;
        r.open := r.open - v_some;
      end loop;
    end loop;
    close v_cash;
    return clientele_credit_allocate(a, v_versions, v_receivables, v_amounts);
  end $$;`
