/**
 * Trigger function: writes the message about an order that holds credit or waits for an approval, in the transaction that inserts
 * the order.
 *
 * Locks: none; the placing of a hold has locked the account.
 */
export const NOTE_CREDIT_HOLD = `create or replace function clientele_webhook_note_credit_hold()
  returns trigger language plpgsql as $$
  declare v_event text := 'clientele.credit.' || new.status; v_customer text;
  begin
    if new.status not in ('held', 'waiting') or not clientele_webhook_wants(v_event) then return null; end if;
    select customer_id into v_customer from clientele_credit_member where id = new.member_id;
    insert into clientele_webhook_message (event, subject, data) values (v_event, 'credit:' || new.account_id,
      jsonb_strip_nulls(jsonb_build_object('account_id', new.account_id, 'order_id', new.order_id,
        'amount', trim_scale(new.amount)::text, 'code', new.waits_for, 'customer_ids',
        case when v_customer is null or v_customer = new.account_id then jsonb_build_array(new.account_id)
          else jsonb_build_array(new.account_id, v_customer) end)));
    return null;
  end $$;`
