/**
 * Challenges, failed guesses, tokens and verifications (contract R42, R43; ADR 0017). No code, token or client address is
 * stored in plain. The rows are the counters. Limits count them under one lock for each mailbox, so they are exact at any
 * time and for any number of instances.
 */
export const tables: readonly string[] = [
  `create table clientele_code_challenge (
    id text collate "C" primary key,
    mailbox text collate "C" not null,
    network bytea not null check (octet_length(network) = 32),
    by_owner boolean not null,
    cart_id text,
    guesses smallint not null default 0 check (guesses between 0 and 5),
    nonce bytea check (octet_length(nonce) = 32),
    mac bytea check (octet_length(mac) = 32),
    mail_outcome text check (mail_outcome in ('sent', 'not_needed', 'expired')),
    used_at timestamptz,
    created_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > created_at),
    site bytea constraint clientele_code_challenge_site_length check (octet_length(site) = 32),
    constraint clientele_code_challenge_mac_of_nonce check ((nonce is null) = (mac is null))
  );`,
  `create index clientele_code_challenge_mailbox on clientele_code_challenge (mailbox, created_at);`,
  `create index clientele_code_challenge_age on clientele_code_challenge (created_at);`,
  // Challenges that no worker has looked at yet.
  `create index clientele_code_challenge_waiting on clientele_code_challenge (created_at)
    where nonce is null and mail_outcome is null;`,
  `create index clientele_code_challenge_site on clientele_code_challenge (site, created_at);`,

  `create table clientele_code_failure (
    id bigint generated always as identity primary key,
    mailbox text collate "C" not null,
    network bytea not null check (octet_length(network) = 32),
    by_owner boolean not null,
    compared boolean not null,
    created_at timestamptz not null,
    site bytea constraint clientele_code_failure_site_length check (octet_length(site) = 32)
  );`,
  `create index clientele_code_failure_mailbox on clientele_code_failure (mailbox, created_at);`,
  `create index clientele_code_failure_age on clientele_code_failure (created_at);`,
  `create index clientele_code_failure_site on clientele_code_failure (site, created_at);`,

  `create table clientele_code_token (
    id text collate "C" primary key,
    hash bytea not null unique check (octet_length(hash) = 32),
    mailbox text collate "C" not null,
    cart_id text,
    created_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > created_at),
    consumed_at timestamptz,
    order_id text,
    constraint clientele_code_token_consumed check ((consumed_at is null) = (order_id is null))
  );`,
  `create index clientele_code_token_age on clientele_code_token (expires_at);`,

  `create table clientele_code_verification (
    customer_id text collate "C" primary key,
    mailbox text collate "C" not null,
    proven_at timestamptz not null
  );`,

  // The time of the last change of a customer's email address (ADR 0008, 0019).
  `create table clientele_code_email_change (
    customer_id text collate "C" primary key,
    changed_at timestamptz not null
  );`,
]
