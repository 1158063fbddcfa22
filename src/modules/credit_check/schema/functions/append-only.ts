/**
 * Trigger function: refuses to change, delete or truncate credit checks (contract R25). A new assessment is a new check.
 *
 * Locks: none. Errors: PC005, always.
 */
export const APPEND_ONLY = `create or replace function clientele_credit_check_append_only()
  returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only: a new judgement is a new row', tg_table_name using errcode = 'PC005';
    end $$;`
