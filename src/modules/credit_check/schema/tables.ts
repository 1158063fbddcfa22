/**
 * Credit checks (contract R25, ADR 0056). A check never changes. Possible personal data are in a separate row, which
 * anonymising deletes (contract R18). No foreign key to Medusa's customer (ADR 0021).
 */
export const tables: readonly string[] = [
  `create table clientele_credit_check (
    id text collate "C" primary key,
    position bigint generated always as identity unique,
    customer_id text collate "C" not null,
    provider text not null check (char_length(provider) between 1 and 40),
    model_version text check (char_length(model_version) between 1 and 100),
    status text not null check (status in ('ok', 'insufficient_data', 'not_found', 'error')),
    credit_score smallint check (credit_score between 300 and 850),
    credit_rating text check (credit_rating in ('excellent', 'good', 'fair', 'poor', 'very_poor')),
    risk_assessment text check (risk_assessment in ('low', 'medium', 'high')),
    confidence text check (confidence in ('low', 'medium', 'high')),
    currency_code text not null check (currency_code ~ '^[a-z]{3}$'),
    recommended_credit_limit numeric check (recommended_credit_limit between 0 and 1000000000000),
    current_credit_limit numeric check (current_credit_limit >= 0),
    reasons jsonb not null check (jsonb_typeof(reasons) = 'array'),
    snapshot jsonb not null check (jsonb_typeof(snapshot) = 'object'),
    error_code text,
    as_of timestamptz not null,
    created_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    constraint clientele_credit_check_score_if_ok check ((status = 'ok') = (credit_score is not null)),
    constraint clientele_credit_check_rating_of_score check ((credit_score is null) = (credit_rating is null)),
    constraint clientele_credit_check_risk_of_score check ((credit_score is null) = (risk_assessment is null)),
    constraint clientele_credit_check_limit_if_ok check (status = 'ok' or recommended_credit_limit is null),
    constraint clientele_credit_check_error_has_code check ((status = 'error') = (error_code is not null))
  );`,
  `create index clientele_credit_check_customer on clientele_credit_check (customer_id, position desc);`,

  `create table clientele_credit_check_detail (
    check_id text collate "C" primary key references clientele_credit_check (id),
    actor_id text,
    reference text,
    sent jsonb,
    texts jsonb not null check (jsonb_typeof(texts) = 'array')
  );`,
]
