/**
 * Moves money that payments have paid on one receivable to another, the newest first.
 *
 * Locks: none; the caller holds the account's lock. `p_amount`: at most the amount that payments have paid on `p_from`, and
 * the open amount of `p_to`. Returns: the account after it.
 */
export const MOVE_PAID = `create or replace function clientele_credit_move_paid(
    a clientele_credit_account, p_from text, p_to text, p_amount numeric
  ) returns clientele_credit_account language plpgsql as $$
  declare x record; v_left numeric := p_amount; v_some numeric;
    v_versions bigint[] := '{}'; v_receivables text[] := '{}'; v_amounts numeric[] := '{}';
  begin
    for x in
      select l.version, sum(l.amount) as amount from clientele_credit_allocation l
      join clientele_credit_entry e on e.account_id = l.account_id and e.version = l.version and e.type = 'payment'
      where l.receivable_id = p_from group by l.version having sum(l.amount) > 0 order by l.version desc
    loop
      exit when v_left <= 0;
      v_some := least(x.amount, v_left);
      v_versions := v_versions || array[x.version, x.version];
      v_receivables := v_receivables || array[p_from, p_to];
      v_amounts := v_amounts || array[-v_some, v_some];
      v_left := v_left - v_some;
    end loop;
    return clientele_credit_allocate(a, v_versions, v_receivables, v_amounts);
  end $$;`
