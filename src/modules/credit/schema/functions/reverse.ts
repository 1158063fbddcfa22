/**
 * Reverses one entry, by one entry that names it (contract R23). A payment's allocations are taken back and its short
 * write-offs with them, so its items are open again. An adjustment's or refund's item charges nothing any more, and what was
 * paid on it is unapplied cash, which an account that allocates by itself uses at once. Of a write-off only the part counts that no
 * falling charge has taken back. Captures of money that is reversed are to be undone (ADR 0058).
 *
 * Locks: the account; waits 5 s for it.
 * Returns: the reversal's version; `applied` is false where an earlier call of this key wrote it.
 * Errors: PR004 for an unknown entry; PR007 if it is reversed; PR008 for a charge, which follows its order, a reversal, and a
 * write-off that is taken back; those of lock and earlier; 55P03 if the lock does not come.
 */
export const REVERSE = `create or replace function clientele_credit_reverse(
    p_account_id text, p_version bigint, p_key text, p_hash text, p_dated_on date, p_reason text, p_note text,
    p_actor_id text
  ) returns table (applied boolean, version bigint) language plpgsql set lock_timeout = '5s' as $$
  declare a clientele_credit_account; e clientele_credit_entry; r clientele_credit_receivable; x record; v_net numeric;
    v_receivables text[]; v_amounts numeric[];
  begin
    a := clientele_credit_lock(p_account_id, null);
    version := clientele_credit_earlier(p_key, p_hash);
    applied := version is null;
    if not applied then return next; return; end if;
    select * into e from clientele_credit_entry y where y.account_id = p_account_id and y.version = p_version;
    if not found then raise exception 'entry % is not there', p_version using errcode = 'PR004'; end if;
    perform 1 from clientele_credit_entry y where y.account_id = p_account_id and y.reverses = p_version;
    if found then raise exception 'entry % is reversed', p_version using errcode = 'PR007'; end if;
    select coalesce(sum(l.amount), 0) into v_net from clientele_credit_allocation l
      where l.account_id = p_account_id and l.version = p_version;
    if e.type in ('charge', 'reversal') or (e.type = 'write_off' and (e.amount > 0 or v_net = 0)) then
      raise exception 'entry % is a % that cannot be reversed', p_version, e.type using errcode = 'PR008';
    end if;
    if e.type = 'write_off' then
      a := clientele_credit_post(a, 'reversal', v_net, null, e.order_id, p_version, p_key, p_hash, p_dated_on);
      insert into clientele_credit_allocation (account_id, version, receivable_id, amount)
        values (p_account_id, p_version, e.receivable_id, -v_net);
      update clientele_credit_receivable set open = open + v_net, updated_at = clock_timestamp()
        where id = e.receivable_id;
      version := a.version;
    elsif e.amount > 0 then
      a := clientele_credit_post(a, 'reversal', -e.amount, e.receivable_id, null, p_version, p_key, p_hash, p_dated_on);
      version := a.version;
      select * into r from clientele_credit_receivable y where y.id = e.receivable_id;
      if r.open < e.amount then
        a := clientele_credit_take_back(a, r.id, e.amount - r.open);
      end if;
      update clientele_credit_receivable set charged = charged - e.amount, open = open - e.amount,
        updated_at = clock_timestamp() where id = r.id;
    else
      select array_agg(l.receivable_id order by l.receivable_id), array_agg(-l.amount order by l.receivable_id)
        into v_receivables, v_amounts
        from (select y.receivable_id, sum(y.amount) as amount from clientele_credit_allocation y
          where y.account_id = p_account_id and y.version = p_version group by y.receivable_id having sum(y.amount) > 0) l;
      if v_receivables is not null then
        a := clientele_credit_allocate(a, array_fill(p_version, array[cardinality(v_receivables)]), v_receivables, v_amounts);
      end if;
      -- Now, while the items are open: one that is written off in the next moment would keep the captures of money that is gone.
      perform clientele_credit_capture_undo(y.order_id) from clientele_credit_receivable y
        where y.id = any (v_receivables) and y.order_id is not null;
      a := clientele_credit_post(a, 'reversal', -e.amount, null, null, p_version, p_key, p_hash, p_dated_on);
      version := a.version;
      update clientele_credit_cash c set open = c.open + e.amount
        where c.account_id = p_account_id and c.version = p_version;
      update clientele_credit_account y set unapplied = y.unapplied + e.amount where y.customer_id = p_account_id
        returning * into a;
      for x in select w.version, w.receivable_id, w.order_id, sum(l.amount) as amount from clientele_credit_entry w
        join clientele_credit_allocation l on l.account_id = w.account_id and l.version = w.version
        -- Those that the payment has posted. No client's key begins with ~.
        where w.account_id = p_account_id and w.type = 'write_off'
          and w.idempotency_key > '~' || p_account_id || ':' || p_version || ':short:'
          and w.idempotency_key < '~' || p_account_id || ':' || p_version || ':short;'
        group by w.version, w.receivable_id, w.order_id having sum(l.amount) > 0 order by w.version
      loop
        a := clientele_credit_post(a, 'write_off', x.amount, x.receivable_id, x.order_id, null,
          '~' || p_account_id || ':' || version || ':' || x.version, '', p_dated_on);
        insert into clientele_credit_allocation (account_id, version, receivable_id, amount)
          values (p_account_id, x.version, x.receivable_id, -x.amount);
        update clientele_credit_receivable set open = open + x.amount, updated_at = clock_timestamp()
          where id = x.receivable_id;
      end loop;
    end if;
    a := clientele_credit_allocate_oldest(a);
    insert into clientele_credit_entry_note (account_id, version, reason, note, actor_id)
      values (p_account_id, clientele_credit_reverse.version, p_reason, p_note, p_actor_id);
    return next;
  end $$;`
