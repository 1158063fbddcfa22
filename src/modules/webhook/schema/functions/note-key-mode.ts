/**
 * Trigger function: writes the message about a secret key that became a live or a test key, in the transaction of the change.
 *
 * Locks: none.
 */
export const NOTE_KEY_MODE = `create or replace function clientele_webhook_note_key_mode()
  returns trigger language plpgsql as $$
  begin
    if not clientele_webhook_wants('clientele.api_key.mode_changed') then return null; end if;
    insert into clientele_webhook_message (event, subject, data) values ('clientele.api_key.mode_changed',
      'key:' || new.key_id, jsonb_build_object('key_id', new.key_id, 'mode', new.mode));
    return null;
  end $$;`
