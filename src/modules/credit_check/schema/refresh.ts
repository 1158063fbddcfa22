/**
 * The time at which a customer's newest check of a provider is repeated (contract R28, ADR 0056). `failures`: consecutive
 * checks with the status `error`.
 */
export const refreshTable: string = `create table clientele_credit_check_refresh (
    customer_id text collate "C" not null,
    provider text not null check (char_length(provider) between 1 and 40),
    due_at timestamptz not null,
    failures integer not null default 0 check (failures >= 0),
    primary key (customer_id, provider)
  );`
export const refreshDue: string = `create index clientele_credit_check_refresh_due on clientele_credit_check_refresh
    (provider, due_at, customer_id);`
