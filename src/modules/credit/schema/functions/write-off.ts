/**
 * Writes an item off, in whole or in part (contract R23).
 *
 * Locks: the account; waits 5 s for it. `p_amount`: above 0; null is all that is open.
 * Returns: the entry's version; `applied` is false where an earlier call of this key wrote it.
 * Errors: PR004 if the item is not of this account; PR010 for a paid item; PR001 if less is open; those of lock and earlier;
 * 55P03 if the lock does not come.
 */
export const WRITE_OFF = `create or replace function clientele_credit_write_off(
    p_account_id text, p_receivable_id text, p_amount numeric, p_key text, p_hash text, p_dated_on date, p_reason text,
    p_note text, p_actor_id text
  ) returns table (applied boolean, version bigint) language plpgsql set lock_timeout = '5s' as $$
  declare a clientele_credit_account; r clientele_credit_receivable;
  begin
    a := clientele_credit_lock(p_account_id, null);
    version := clientele_credit_earlier(p_key, p_hash);
    applied := version is null;
    if not applied then return next; return; end if;
    select * into r from clientele_credit_receivable x where x.id = p_receivable_id and x.account_id = p_account_id;
    if not found then
      raise exception 'receivable_id: % is no receivable of this account', p_receivable_id using errcode = 'PR004';
    end if;
    if r.open = 0 then
      raise exception 'receivable_id: % is paid', r.id using errcode = 'PR010';
    end if;
    if p_amount > r.open then
      raise exception 'amount: % is open on %', trim_scale(r.open), r.id using errcode = 'PR001';
    end if;
    a := clientele_credit_write_off_item(a, r, coalesce(p_amount, r.open), p_key, p_hash, p_dated_on);
    version := a.version;
    insert into clientele_credit_entry_note (account_id, version, reason, note, actor_id)
      values (p_account_id, a.version, p_reason, p_note, p_actor_id);
    return next;
  end $$;`
