/**
 * Trigger function: keeps the due date that a receivable had until now, for the ageing of earlier days (ADR 0059).
 *
 * Locks: none; the caller holds the account's lock.
 */
export const KEEP_DUE_DATE = `create or replace function clientele_credit_keep_due_date()
  returns trigger language plpgsql as $$
    begin
      insert into clientele_credit_due_change (receivable_id, due_on) values (old.id, old.due_on);
      return null;
    end $$;`
