/**
 * Trigger function: writes the message about an entry of a credit account in the entry's transaction. It runs at the commit, when the item
 * of a charge is what the entry has made of it. The account is locked until then, so messages are in the order of its entries.
 *
 * Locks: none.
 */
export const NOTE_CREDIT_ENTRY = `create or replace function clientele_webhook_note_credit_entry()
  returns trigger language plpgsql as $$
  declare v_event text; v_data jsonb; r clientele_credit_receivable;
  begin
    v_event := 'clientele.credit.' || case new.type
      when 'charge' then 'receivable_changed'
      when 'payment' then 'payment_recorded'
      when 'credit_memo' then 'credit_memo_issued'
      when 'adjustment' then 'balance_adjusted'
      when 'write_off' then 'receivable_written_off'
      when 'refund' then 'balance_refunded'
      when 'reversal' then 'entry_reversed'
    end;
    if not clientele_webhook_wants(v_event) then return null; end if;
    v_data := jsonb_build_object('account_id', new.account_id, 'customer_ids', jsonb_build_array(new.account_id),
      'entry_id', new.account_id || ':' || new.version, 'amount', trim_scale(new.amount)::text,
      'order_id', new.order_id, 'receivable_id', new.receivable_id);
    if new.type = 'charge' then
      select * into r from clientele_credit_receivable x where x.id = new.receivable_id;
      v_data := v_data || jsonb_build_object('charged', trim_scale(r.charged)::text, 'open', trim_scale(r.open)::text);
    else
      v_data := v_data || jsonb_build_object('balance_after', trim_scale(new.balance_after)::text);
    end if;
    if new.type = 'reversal' then
      v_data := v_data || jsonb_build_object('reverses', new.account_id || ':' || new.reverses);
    end if;
    insert into clientele_webhook_message (event, subject, data) values (v_event, 'credit:' || new.account_id, v_data);
    return null;
  end $$;`
