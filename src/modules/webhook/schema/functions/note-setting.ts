/**
 * Trigger function: writes the message about a changed setting of the programme, in the transaction of the change.
 *
 * Locks: none.
 */
export const NOTE_SETTING = `create or replace function clientele_webhook_note_setting()
  returns trigger language plpgsql as $$
  begin
    if not clientele_webhook_wants('clientele.loyalty.setting_changed') then return null; end if;
    insert into clientele_webhook_message (event, subject, data) values ('clientele.loyalty.setting_changed',
      'setting:' || new.key, jsonb_build_object('key', new.key));
    return null;
  end $$;`
