/**
 * Trigger function: writes the message about a dispute that began or ended, in its transaction.
 *
 * Locks: none.
 */
export const NOTE_DISPUTE = `create or replace function clientele_webhook_note_dispute()
  returns trigger language plpgsql as $$
  declare v_event text := 'clientele.credit.' || case tg_op when 'INSERT' then 'receivable_disputed'
    else 'receivable_dispute_ended' end;
  begin
    if not clientele_webhook_wants(v_event) then return null; end if;
    insert into clientele_webhook_message (event, subject, data) values (v_event, 'credit:' || new.account_id,
      jsonb_build_object('account_id', new.account_id, 'receivable_id', new.receivable_id,
        'customer_ids', jsonb_build_array(new.account_id)));
    return null;
  end $$;`
