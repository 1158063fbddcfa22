/**
 * Trigger function: refuses to change, delete or truncate rows (contract M3). A correction is a new row.
 *
 * Locks: none. Errors: PC005, always.
 */
export const APPEND_ONLY = `create or replace function clientele_points_append_only()
  returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only: a correction is a new row', tg_table_name using errcode = 'PC005';
    end $$;`
