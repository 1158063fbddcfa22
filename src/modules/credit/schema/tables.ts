/**
 * The account row of CONTRACT R22: limit and terms. Its balance will come from a ledger and is not a column.
 */
export const tables: readonly string[] = [
  `create table clientele_credit_account (
    customer_id text primary key,
    currency_code text not null check (currency_code ~ '^[a-z]{3}$'),
    credit_limit numeric check (credit_limit >= 0 and credit_limit <= 1000000000000),
    payment_terms text check (payment_terms = 'eom' or payment_terms ~ '^net_(0|[1-9][0-9]?|1[01][0-9]|120)$'),
    on_hold boolean not null default false,
    tolerance numeric not null default 0 check (tolerance between 0 and 1),
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp()
  );`,
]
