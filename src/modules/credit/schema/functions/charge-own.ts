/**
 * Charges an account without an order: an adjustment, or a refund of unapplied cash. It creates an item of its own. The
 * cash pays a refund's item at once, so that the refunded money is open again if its payment bounces. A refund that names
 * an order pays back the money that payments have paid on it, the newest first. That amount of the order is open again, and
 * Medusa's captures of it must be undone.
 *
 * Locks: the account; waits 5 s for it. `p_amount`: above 0. `p_receivable_id`: of the item.
 * `p_refunded_order_id`: whose money a refund pays back; null is unapplied cash. `p_po_number`: of the item. It has a default,
 * so that processes of the version before can call the function while a store is upgraded.
 * Returns: the entry's version; `applied` is false where an earlier call of this key wrote it.
 * Errors: PR006 for a refund beyond the unapplied cash; PR004 for an order that is not on this account, PR011 beyond what is paid on it; those of lock and earlier; 55P03 if the lock does not come.
 */
export const CHARGE_OWN = `create or replace function clientele_credit_charge_own(
    p_account_id text, p_currency_code text, p_type clientele_credit_entry_type, p_amount numeric, p_key text, p_hash text,
    p_dated_on date, p_receivable_id text, p_due_on date, p_reason text, p_note text, p_reference text, p_method text,
    p_actor_id text, p_refunded_order_id text, p_po_number text default null
  ) returns table (applied boolean, version bigint) language plpgsql set lock_timeout = '5s' as $$
  declare a clientele_credit_account; r clientele_credit_receivable;
  begin
    a := clientele_credit_lock(p_account_id, p_currency_code);
    version := clientele_credit_earlier(p_key, p_hash);
    applied := version is null;
    if not applied then return next; return; end if;
    if p_refunded_order_id is not null then
      select * into r from clientele_credit_receivable x
        where x.order_id = p_refunded_order_id and x.account_id = p_account_id;
      if not found then
        raise exception 'order % is not on this account', p_refunded_order_id using errcode = 'PR004';
      end if;
      if p_amount > r.paid then
        raise exception 'amount: % is paid on the order', trim_scale(r.paid) using errcode = 'PR011';
      end if;
    elsif p_type = 'refund' and p_amount > a.unapplied then
      raise exception 'amount: % of unapplied cash can be refunded', trim_scale(a.unapplied) using errcode = 'PR006';
    end if;
    a := clientele_credit_post(a, p_type, p_amount, p_receivable_id, null, null, p_key, p_hash, p_dated_on);
    version := a.version;
    insert into clientele_credit_receivable (id, account_id, charged, open, issued_on, due_on, po_number, paid_announced)
      values (p_receivable_id, p_account_id, p_amount, p_amount, p_dated_on, p_due_on, p_po_number, p_type = 'refund');
    insert into clientele_credit_entry_note (account_id, version, reason, note, reference, method, actor_id)
      values (p_account_id, a.version, p_reason, p_note, p_reference, p_method, p_actor_id);
    if r.id is not null then
      a := clientele_credit_move_paid(a, r.id, p_receivable_id, p_amount);
      perform clientele_credit_capture_undo(p_refunded_order_id);
    elsif p_type = 'refund' then
      a := clientele_credit_apply_cash(a, p_receivable_id);
    else
      a := clientele_credit_allocate_oldest(a);
    end if;
    return next;
  end $$;`
