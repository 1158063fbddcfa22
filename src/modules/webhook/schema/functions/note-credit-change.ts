/**
 * Trigger function: writes the messages about changed terms, members and approvals of a credit account, in the transaction of the change.
 * A hold that is placed for the first time has its message by \`clientele_webhook_note_credit_hold\`.
 *
 * Locks: none; every change of an account holds its lock.
 */
export const NOTE_CREDIT_CHANGE = `create or replace function clientele_webhook_note_credit_change()
  returns trigger language plpgsql as $$
  declare v_event text; v_data jsonb := jsonb_build_object('account_id', new.account_id); v_customer text := new.account_id;
    v_before text := new.before->>'status'; v_after text := new.after->>'status'; v_decided timestamptz;
  begin
    if new.kind = 'terms' then
      v_event := 'account_saved';
      if new.after ? 'credit_check_id' and clientele_webhook_wants('clientele.credit.check_applied') then
        insert into clientele_webhook_message (event, subject, data) values ('clientele.credit.check_applied',
          'credit:' || new.account_id, v_data || jsonb_build_object('check_id', new.after->>'credit_check_id',
            'credit_limit', new.after->>'credit_limit', 'customer_ids', jsonb_build_array(new.account_id)));
      end if;
    elsif new.kind = 'member' then
      v_event := case when new.after is null then 'member_removed' else 'member_saved' end;
      v_customer := coalesce(new.after, new.before)->>'customer_id';
      v_data := v_data || jsonb_build_object('customer_id', v_customer);
    else
      select m.customer_id, h.decided_at into v_customer, v_decided from clientele_credit_hold h
        join clientele_credit_member m on m.id = h.member_id where h.order_id = new.after->>'order_id';
      v_event := case
        when v_before = 'waiting' and v_after = 'held' and v_decided is not null then 'approved'
        when v_before in ('waiting', 'released') and v_after = 'held' then 'held'
        when v_before = 'held' and v_after = 'waiting' then 'waiting'
        when v_after = 'rejected' then 'rejected' end;
      v_data := v_data || jsonb_build_object('order_id', new.after->>'order_id',
        'amount', trim_scale((new.after->>'amount')::numeric)::text);
      if v_event = 'waiting' then
        v_data := v_data || jsonb_build_object('code', coalesce(new.after->>'waits_for', new.before->>'waits_for'));
      end if;
    end if;
    if v_event is null or not clientele_webhook_wants('clientele.credit.' || v_event) then return null; end if;
    insert into clientele_webhook_message (event, subject, data) values ('clientele.credit.' || v_event,
      'credit:' || new.account_id, v_data || jsonb_build_object('customer_ids',
        case when v_customer is null or v_customer = new.account_id then jsonb_build_array(new.account_id)
          else jsonb_build_array(new.account_id, v_customer) end));
    return null;
  end $$;`
