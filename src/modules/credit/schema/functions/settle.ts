/**
 * Brings the receivable of one order to the amount that the order owes (contract R24, ADR 0055). The first settlement turns
 * the hold into a receivable; later ones post the difference only.
 *
 * Locks: the account; waits 2 s for it. `p_fencing_token` was drawn before the order was read, so an older reading never
 * overrides a newer one. `p_receivable_id`: id of the receivable, should it be made now.
 * `p_po_number`, `p_note`: as the order was placed; written once, so words that are deleted later stay deleted.
 * An approval is over an amount (contract M60). Where the order costs more by its first settlement, it waits for an approval again.
 * Returns: `posted`, `unchanged`, `outdated` (a newer reading has settled), `waiting` (it waits for an approval), `no_hold`;
 * with the change and the balance after it.
 * Errors: 55P03 if the lock does not come.
 */
export const SETTLE = `create or replace function clientele_credit_settle(
    p_order_id text, p_target numeric, p_fencing_token bigint, p_receivable_id text, p_issued_on date, p_due_on date,
    p_po_number text, p_note text
  ) returns table (outcome text, account_id text, version bigint, amount numeric, balance_after numeric)
  language plpgsql set lock_timeout = '2s' as $$
  declare a clientele_credit_account; h clientele_credit_hold; r clientele_credit_receivable;
  begin
    amount := 0;
    select x.* into a from clientele_credit_account x
      where x.customer_id = (select y.account_id from clientele_credit_hold y where y.order_id = p_order_id)
      for no key update;
    if not found then outcome := 'no_hold'; return next; return; end if;
    account_id := a.customer_id; version := a.version; balance_after := a.balance;
    select * into h from clientele_credit_hold x where x.order_id = p_order_id;
    select * into r from clientele_credit_receivable x where x.order_id = p_order_id;
    if h.status = 'waiting' then outcome := 'waiting'; return next; return; end if;
    -- What a deleted order owed is gone with its hold.
    if h.status = 'released' then outcome := 'unchanged'; return next; return; end if;
    if h.status = 'held' and h.decided_at is not null and h.waits_for is not null and p_target > h.amount then
      update clientele_credit_hold x set status = 'waiting', decided_by = null, decided_at = null,
        updated_at = clock_timestamp() where x.order_id = p_order_id;
      update clientele_credit_account x set held = x.held - h.amount, updated_at = clock_timestamp()
        where x.customer_id = a.customer_id;
      insert into clientele_credit_change (account_id, kind, before, after, changed_by)
        values (a.customer_id, 'hold',
          jsonb_build_object('order_id', p_order_id, 'status', 'held', 'amount', h.amount::text),
          jsonb_build_object('order_id', p_order_id, 'status', 'waiting', 'amount', p_target::text,
            'waits_for', h.waits_for), null);
      outcome := 'waiting'; return next; return;
    end if;
    if h.status = 'held' then
      update clientele_credit_account x set held = x.held - h.amount, updated_at = clock_timestamp()
        where x.customer_id = a.customer_id returning * into a;
      update clientele_credit_hold x set status = 'posted', updated_at = clock_timestamp() where x.order_id = p_order_id;
      if r.id is not null then
        -- The order was on account before, and owed nothing in between.
        update clientele_credit_receivable x set account_id = a.customer_id, payment_terms = h.payment_terms,
          issued_on = p_issued_on, due_on = p_due_on, fencing_token = p_fencing_token where x.id = r.id returning * into r;
      else
        insert into clientele_credit_receivable (id, account_id, order_id, payment_terms, issued_on, due_on, po_number, note,
            fencing_token)
          values (p_receivable_id, a.customer_id, p_order_id, h.payment_terms, p_issued_on, p_due_on, p_po_number, p_note,
            p_fencing_token) returning * into r;
      end if;
    elsif r.fencing_token > p_fencing_token then
      outcome := 'outdated'; return next; return;
    else
      update clientele_credit_receivable x set fencing_token = p_fencing_token, issued_on = p_issued_on,
        due_on = p_due_on where x.id = r.id;
    end if;
    amount := greatest(p_target, 0) - r.charged;
    if amount = 0 then outcome := 'unchanged'; return next; return; end if;
    a := clientele_credit_charge(a, r, amount, '~' || p_order_id || ':charge:' || a.version + 1);
    outcome := 'posted'; version := a.version; balance_after := a.balance;
    return next;
  end $$;`
