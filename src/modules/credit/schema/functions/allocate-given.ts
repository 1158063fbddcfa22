/**
 * Puts unapplied cash on the receivables that the caller names, by their ids or by the ids of their orders.
 *
 * Locks: none; the caller holds the account's lock. `p_version`: the entry whose money it is; null takes the oldest money.
 * `p_amounts`: above 0, one for each of `p_receivables`.
 * Returns: the account after it.
 * Errors: PR004 if an item or the entry is not of this account; PR010 for a paid item; PR001 if less is open on an item;
 * PR003 if the entry has less money left; PR006 if the account has less unapplied cash.
 */
export const ALLOCATE_GIVEN = `create or replace function clientele_credit_allocate_given(
    a clientele_credit_account, p_version bigint, p_receivables text[], p_amounts numeric[]
  ) returns clientele_credit_account language plpgsql as $$
  declare r clientele_credit_receivable; c record; v_left numeric; v_open numeric;
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
      select sum(x.open) into v_open from clientele_credit_cash x
        where x.account_id = a.customer_id and (p_version is null or x.version = p_version);
      if v_open is null and p_version is not null then
        raise exception 'entry % brought no money', p_version using errcode = 'PR004';
      end if;
      if p_amounts[i] > coalesce(v_open, 0) then
        raise exception 'allocations: % is left to allocate', trim_scale(coalesce(v_open, 0))
          using errcode = case when p_version is null then 'PR006' else 'PR003' end;
      end if;
      v_left := p_amounts[i];
      for c in select x.version, x.open from clientele_credit_cash x
        where x.account_id = a.customer_id and x.open > 0 and (p_version is null or x.version = p_version)
        order by x.version
      loop
        exit when v_left <= 0;
        a := clientele_credit_allocate(a, c.version, r.id, least(c.open, v_left));
        v_left := v_left - least(c.open, v_left);
      end loop;
    end loop;
    return a;
  end $$;`
