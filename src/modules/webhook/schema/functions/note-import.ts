/**
 * Trigger function: writes the message about a step of an import, in the transaction of the step. It carries the numbers of rows and no
 * content of the file. A file that is deleted before it is confirmed counts as canceled.
 *
 * Locks: none; every step holds the import's row.
 */
export const NOTE_IMPORT = `create or replace function clientele_webhook_note_import()
  returns trigger language plpgsql as $$
  declare v_event text; i clientele_import;
  begin
    if tg_op = 'DELETE' then i := old; else i := new; end if;
    v_event := 'clientele.import.' || case
      when tg_op = 'DELETE' then 'canceled'
      when i.status = 'ready' then 'staged'
      when i.status = 'applying' then 'confirmed'
      when i.status = 'reversing' then 'reversal_started'
      else i.status end;
    if not clientele_webhook_wants(v_event) then return null; end if;
    insert into clientele_webhook_message (event, subject, data) values (v_event, 'import:' || i.id,
      jsonb_build_object('import_id', i.id, 'kind', i.kind, 'rows', i.rows, 'refused', i.refused, 'unchanged', i.unchanged,
        'applied', i.applied, 'reversed', i.reversed, 'kept', i.kept));
    return null;
  end $$;`
