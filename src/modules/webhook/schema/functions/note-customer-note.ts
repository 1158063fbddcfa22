/**
 * Trigger function: writes the message about an added, changed, removed or restored note, in the transaction of the change.
 * It carries ids, never the note's text. The permanent deletion of notes by anonymising has no message of its own.
 *
 * Locks: none; a change of a note holds its row.
 */
export const NOTE_CUSTOMER_NOTE = `create or replace function clientele_webhook_note_customer_note()
  returns trigger language plpgsql as $$
  declare v_event text;
  begin
    v_event := case
      when new.deleted_at is not null then 'clientele.note.deleted'
      when tg_op = 'INSERT' or old.deleted_at is not null then 'clientele.note.created'
      else 'clientele.note.updated' end;
    if not clientele_webhook_wants(v_event) then return null; end if;
    insert into clientele_webhook_message (event, subject, data) values (v_event, 'customer:' || new.customer_id,
      jsonb_build_object('id', new.id, 'customer_id', new.customer_id, 'customer_ids', jsonb_build_array(new.customer_id)));
    return null;
  end $$;`
