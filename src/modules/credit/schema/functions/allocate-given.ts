/**
 * Allocates unapplied cash to the named receivables, by their ids or by the ids of their orders.
 *
 * Locks: none; the caller holds the account's lock. `p_version`: the entry whose money is used; null uses the oldest money.
 * `p_amounts`: above 0, one for each of `p_receivables`. Returns: the account after it. Errors: PR004 if an item or the
 * entry is not of this account; PR010 for a paid item; PR001 if less is open on an item; PR003 if the entry has less money
 * left; PR006 if the account has less unapplied cash.
 */
export const ALLOCATE_GIVEN = `create or replace function clientele_credit_allocate_given(
    a clientele_credit_account, p_version bigint, p_receivables text[], p_amounts numeric[]
  ) returns clientele_credit_account language plpgsql as $$
  declare r clientele_credit_receivable; c record; v_left numeric; v_open numeric;
    v_versions bigint[]; v_some numeric[];
  begin
    for i in 1..coalesce(cardinality(p_receivables), 0) loop
      select * into r from clientele_credit_receivable x
        where x.account_id = a.customer_id and (x.id = p_receivables[i] or x.order_id = p_receivables[i]);
      if not found then
        raise exception 'allocations: % is no receivable of this account', p_receivables[i] using errcode = 'PR004';
      end if;
      if r.open = 0 then
        raise exception 'allocations: % is paid', r.id using errcode = 'PR010';
      end if;
      if p_amounts[i] > r.open then
        raise exception 'allocations: % is open on %', trim_scale(r.open), r.id using errcode = 'PR001';
      end if;
      -- Never a sum over all cash that there ever was: an account keeps its paid rows for good.
      v_open := a.unapplied;
      if p_version is not null then
        select x.open into v_open from clientele_credit_cash x where x.account_id = a.customer_id and x.version = p_version;
        if not found then
          raise exception 'entry % brought no money', p_version using errcode = 'PR004';
        end if;
      end if;
      if p_amounts[i] > v_open then
        raise exception 'allocations: % is left to allocate', trim_scale(v_open)
          using errcode = case when p_version is null then 'PR006' else 'PR003' end;
      end if;
      if p_version is not null then
        a := clientele_credit_allocate(a, array[p_version], array[r.id], array[p_amounts[i]]);
        continue;
      end if;
      v_left := p_amounts[i];
      v_versions := '{}'; v_some := '{}';
      for c in select x.version, x.open from clientele_credit_cash x
        where x.account_id = a.customer_id and x.open > 0 order by x.version
      loop
        exit when v_left <= 0;
        v_versions := v_versions || c.version;
        v_some := v_some || least(c.open, v_left);
        v_left := v_left - least(c.open, v_left);
      end loop;
      a := clientele_credit_allocate(a, v_versions, array_fill(r.id, array[cardinality(v_versions)]), v_some);
    end loop;
    return a;
  end $$;`
