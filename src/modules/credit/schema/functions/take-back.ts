/**
 * Takes allocations off a receivable until its paid amount is at most its charge. Write-offs are taken back first, by an
 * entry of their own, because no money came for them. Then money is taken off, the newest first, and becomes unapplied
 * cash.
 *
 * Locks: none; the caller holds the account's lock. `p_excess`: the excess amount. `a` is the account right after the entry
 * that causes this, so its version begins the keys here. Returns: the account after it. Errors: PR005 where less than the
 * excess is allocated.
 */
export const TAKE_BACK = `create or replace function clientele_credit_take_back(
    a clientele_credit_account, p_receivable_id text, p_excess numeric
  ) returns clientele_credit_account language plpgsql as $$
  declare x record; v_left numeric := p_excess; v_some numeric; v_cause bigint := a.version;
    v_versions bigint[] := '{}'; v_amounts numeric[] := '{}';
  begin
    for x in
      select l.version, sum(l.amount) as amount, c.version is not null as is_cash, max(e.order_id) as order_id
      from clientele_credit_allocation l
      join clientele_credit_entry e on e.account_id = l.account_id and e.version = l.version
      left join clientele_credit_cash c on c.account_id = l.account_id and c.version = l.version
      where l.receivable_id = p_receivable_id group by l.version, c.version having sum(l.amount) > 0
      order by is_cash, l.version desc
    loop
      exit when v_left <= 0;
      v_some := least(x.amount, v_left);
      if x.is_cash then
        v_versions := v_versions || x.version;
        v_amounts := v_amounts || -v_some;
      else
        a := clientele_credit_post(a, 'write_off', v_some, p_receivable_id, x.order_id, null,
          '~' || a.customer_id || ':' || v_cause || ':' || x.version, '', null);
        insert into clientele_credit_allocation (account_id, version, receivable_id, amount)
          values (a.customer_id, x.version, p_receivable_id, -v_some);
        update clientele_credit_receivable set open = open + v_some, updated_at = clock_timestamp()
          where id = p_receivable_id;
      end if;
      v_left := v_left - v_some;
    end loop;
    if v_left > 0 then
      raise exception 'receivable % has less allocated than is to be taken back', p_receivable_id using errcode = 'PR005';
    end if;
    return clientele_credit_allocate(a, v_versions, array_fill(p_receivable_id, array[cardinality(v_versions)]), v_amounts);
  end $$;`
