/**
 * Trigger function: writes the message about a credit check in the transaction that stores it.
 *
 * Locks: none.
 */
export const NOTE_CREDIT_CHECK = `create or replace function clientele_webhook_note_credit_check()
  returns trigger language plpgsql as $$
  begin
    if not clientele_webhook_wants('clientele.credit.check_run') then return null; end if;
    insert into clientele_webhook_message (event, subject, data) values ('clientele.credit.check_run',
      'credit:' || new.customer_id, jsonb_build_object('check_id', new.id, 'customer_id', new.customer_id,
        'status', new.status, 'customer_ids', jsonb_build_array(new.customer_id)));
    return null;
  end $$;`
