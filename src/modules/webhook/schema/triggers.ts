/** Once a statement: once a row, it cost each entry 13 µs (ADR 0066). Also in a migration of its own. */
export const pointsEntryTrigger: string = `create trigger clientele_webhook_note after insert on clientele_points_entry
    referencing new table as new_entries for each statement execute function clientele_webhook_note_points_entry();`

/** Also in a migration of its own, as notes came later. */
export const customerNoteTrigger: string = `create trigger clientele_webhook_note after insert or update on clientele_customer_note
    for each row execute function clientele_webhook_note_customer_note();`

/** Also in a migration of their own, as the events came later. */
export const setUpTriggers: readonly string[] = [
  `create trigger clientele_webhook_note after insert on clientele_key_mode
    for each row execute function clientele_webhook_note_key_mode();`,
  `create trigger clientele_webhook_note after update of status on clientele_import
    for each row when (old.status <> new.status) execute function clientele_webhook_note_import();`,
  `create trigger clientele_webhook_note_end after delete on clientele_import
    for each row when (old.status = 'ready') execute function clientele_webhook_note_import();`,
]

/**
 * Messages are written by triggers on the plugin's own tables (ADR 0066): every path that writes an entry writes its message, and both are
 * one transaction. `Migration20261130200000` says why they are made with this module's tables.
 */
export const triggers: readonly string[] = [
  pointsEntryTrigger,
  customerNoteTrigger,
  ...setUpTriggers,
  `create constraint trigger clientele_webhook_note after insert on clientele_credit_entry
    deferrable initially deferred for each row execute function clientele_webhook_note_credit_entry();`,
  `create trigger clientele_webhook_note after insert on clientele_credit_change
    for each row execute function clientele_webhook_note_credit_change();`,
  `create trigger clientele_webhook_note after insert on clientele_credit_hold
    for each row execute function clientele_webhook_note_credit_hold();`,
  `create trigger clientele_webhook_note after insert on clientele_contact_change
    for each row execute function clientele_webhook_note_contact_change();`,
  `create trigger clientele_webhook_note after insert on clientele_credit_check
    for each row execute function clientele_webhook_note_credit_check();`,
  `create trigger clientele_webhook_note after insert on clientele_credit_dispute
    for each row execute function clientele_webhook_note_dispute();`,
  `create trigger clientele_webhook_note_end after update of ended_at on clientele_credit_dispute
    for each row when (old.ended_at is null and new.ended_at is not null)
    execute function clientele_webhook_note_dispute();`,
  `create trigger clientele_webhook_note after insert on clientele_points_setting_change
    for each row execute function clientele_webhook_note_setting();`,
]
