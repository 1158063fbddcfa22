/**
 * Records money or a credit: a payment, a credit memo, or an adjustment in the customer's favour (contract R23).
 *
 * Locks: the account; waits 5 s for it. `p_amount`: above 0. `p_receivables`: the items to pay; null pays the oldest due
 * items of an account with automatic allocation. The rest stays unapplied. If a payment leaves at most the account's
 * tolerance open on an item, a write-off closes the item, unless some of the payment is left. Returns: the entry's version;
 * `applied` is false where an earlier call of this key wrote it. Errors: those of lock, earlier and allocate_given; 55P03
 * if the lock does not come.
 */
export const CASH_IN = `create or replace function clientele_credit_cash_in(
    p_account_id text, p_currency_code text, p_type clientele_credit_entry_type, p_amount numeric, p_key text, p_hash text,
    p_dated_on date, p_receivables text[], p_amounts numeric[], p_reason text, p_note text, p_reference text,
    p_method text, p_actor_id text
  ) returns table (applied boolean, version bigint) language plpgsql set lock_timeout = '5s' as $$
  declare a clientele_credit_account; r clientele_credit_receivable; v_left numeric;
  begin
    a := clientele_credit_lock(p_account_id, p_currency_code);
    version := clientele_credit_earlier(p_key, p_hash);
    applied := version is null;
    if not applied then return next; return; end if;
    a := clientele_credit_post(a, p_type, -p_amount, null, null, null, p_key, p_hash, p_dated_on);
    version := a.version;
    insert into clientele_credit_cash (account_id, version, amount, open)
      values (p_account_id, clientele_credit_cash_in.version, p_amount, p_amount);
    update clientele_credit_account x set unapplied = x.unapplied + p_amount where x.customer_id = p_account_id
      returning * into a;
    insert into clientele_credit_entry_note (account_id, version, reason, note, reference, method, actor_id)
      values (p_account_id, clientele_credit_cash_in.version, p_reason, p_note, p_reference, p_method, p_actor_id);
    if p_receivables is not null then
      a := clientele_credit_allocate_given(a, version, p_receivables, p_amounts);
    else
      a := clientele_credit_allocate_oldest(a);
    end if;
    select x.open into v_left from clientele_credit_cash x
      where x.account_id = p_account_id and x.version = clientele_credit_cash_in.version;
    if p_type = 'payment' and v_left = 0 then
      for r in select x.* from clientele_credit_receivable x
        where x.open > 0 and x.open <= a.short_payment_tolerance and x.id in (select l.receivable_id
          from clientele_credit_allocation l where l.account_id = p_account_id and l.version = clientele_credit_cash_in.version)
        order by x.due_on, x.id
      loop
        a := clientele_credit_write_off_item(a, r, r.open, '~' || p_account_id || ':' || version || ':short:' || r.id, '', p_dated_on);
        insert into clientele_credit_entry_note (account_id, version, reason, actor_id)
          values (p_account_id, a.version, 'short payment', p_actor_id);
      end loop;
    end if;
    return next;
  end $$;`
