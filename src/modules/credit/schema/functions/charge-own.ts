/**
 * Charges an account without an order: an adjustment, or a refund of unapplied cash. It makes an item of its own; a refund's
 * is paid at once by the cash, so that the refunded money is open again if its payment bounces.
 *
 * Locks: the account; waits 5 s for it. `p_amount`: above 0. `p_receivable_id`: of the item.
 * Returns: the entry's version; `applied` is false where an earlier call of this key wrote it.
 * Errors: PR006 for a refund beyond the unapplied cash; those of lock and earlier; 55P03 if the lock does not come.
 */
export const CHARGE_OWN = `create or replace function clientele_credit_charge_own(
    p_account_id text, p_currency_code text, p_type clientele_credit_entry_type, p_amount numeric, p_key text, p_hash text,
    p_dated_on date, p_receivable_id text, p_due_on date, p_reason text, p_note text, p_reference text, p_method text,
    p_actor_id text
  ) returns table (applied boolean, version bigint) language plpgsql set lock_timeout = '5s' as $$
  declare a clientele_credit_account;
  begin
    a := clientele_credit_lock(p_account_id, p_currency_code);
    version := clientele_credit_earlier(p_key, p_hash);
    applied := version is null;
    if not applied then return next; return; end if;
    if p_type = 'refund' and p_amount > a.unapplied then
      raise exception 'amount: % of unapplied cash can be refunded', trim_scale(a.unapplied) using errcode = 'PR006';
    end if;
    a := clientele_credit_post(a, p_type, p_amount, p_receivable_id, null, null, p_key, p_hash, p_dated_on);
    version := a.version;
    insert into clientele_credit_receivable (id, account_id, charged, open, issued_on, due_on)
      values (p_receivable_id, p_account_id, p_amount, p_amount, p_dated_on, p_due_on);
    insert into clientele_credit_entry_note (account_id, version, reason, note, reference, method, actor_id)
      values (p_account_id, a.version, p_reason, p_note, p_reference, p_method, p_actor_id);
    if p_type = 'refund' then
      a := clientele_credit_apply_cash(a, p_receivable_id);
    else
      a := clientele_credit_allocate_oldest(a);
    end if;
    return next;
  end $$;`
