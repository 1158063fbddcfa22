/**
 * Trigger function: writes the message about an added, changed or removed contact, in the transaction of the change.
 *
 * Locks: none; every change of a customer's contacts holds a lock for that customer.
 */
export const NOTE_CONTACT_CHANGE = `create or replace function clientele_webhook_note_contact_change()
  returns trigger language plpgsql as $$
  declare v_event text;
  begin
    v_event := 'clientele.contact.' || case new.action when 'created' then 'created' when 'changed' then 'updated' else 'deleted' end;
    if not clientele_webhook_wants(v_event) then return null; end if;
    insert into clientele_webhook_message (event, subject, data) values (v_event, 'customer:' || new.customer_id,
      jsonb_build_object('id', new.subject_id, 'customer_id', new.customer_id,
        'customer_ids', jsonb_build_array(new.customer_id)));
    return null;
  end $$;`
