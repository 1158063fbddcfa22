/**
 * For lists of an endpoint's few failed deliveries among a million others, the newest first. Also in a migration of its
 * own.
 */
export const failedDeliveries = `create index if not exists clientele_webhook_delivery_failed
    on clientele_webhook_delivery (endpoint_id, message_position desc) where status = 'failed';`

/**
 * Null for a message that may go out. A message that is written before its change (ADR 0066) waits until the change confirms or withdraws
 * it, but not longer than this: a process that was killed can do neither. Also in a migration of its own.
 */
export const confirmColumn = "confirm_by timestamptz"

/**
 * Webhooks (contract R63, ADR 0066). A message is the outbox row of a change: it is written in the change's transaction, has no `sequence`
 * until it is handed to endpoints, and is deleted some weeks later with its deliveries.
 */
export const tables: readonly string[] = [
  // `records_until`: messages are kept for the endpoint until then. An endpoint that was disabled by its failures can be recovered.
  `create table clientele_webhook_endpoint (
    id text primary key,
    url text not null check (char_length(url) between 1 and 2000),
    description text check (char_length(description) between 1 and 500),
    events text[] not null check (cardinality(events) between 1 and 100),
    payload text not null check (payload in ('thin', 'full')),
    is_active boolean not null,
    records_until timestamptz not null,
    secret text not null,
    previous_secret text,
    previous_secret_until timestamptz,
    failing_since timestamptz,
    failures integer not null default 0,
    disabled_at timestamptz,
    disabled_because text check (disabled_because in ('gone', 'failing')),
    notice_claimed_at timestamptz,
    notice_sent_at timestamptz,
    created_by text,
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    constraint clientele_webhook_endpoint_disabled check (not is_active or disabled_at is null)
  ) with (fillfactor = 70);`,

  `create table clientele_webhook_message (
    position bigint generated always as identity primary key,
    id text not null default 'msg_' || replace(gen_random_uuid()::text, '-', ''),
    event text not null,
    subject text collate "C" not null,
    data jsonb not null,
    sequence bigint,
    occurred_at timestamptz not null default clock_timestamp(),
    ${confirmColumn}
  );`,
  `create index clientele_webhook_message_open on clientele_webhook_message (position) where sequence is null;`,
  `create index clientele_webhook_message_day on clientele_webhook_message using brin (occurred_at);`,

  // The last sequence of a subject. It stays when its messages are deleted: a receiver never sees a number twice.
  `create table clientele_webhook_subject (
    subject text collate "C" primary key,
    sequence bigint not null
  ) with (fillfactor = 70);`,

  // `next_at` is infinity while an earlier message about the subject is not over.
  `create table clientele_webhook_delivery (
    id text primary key default 'whd_' || replace(gen_random_uuid()::text, '-', ''),
    endpoint_id text not null references clientele_webhook_endpoint (id) on delete cascade,
    message_position bigint not null references clientele_webhook_message (position) on delete cascade,
    subject text collate "C" not null,
    sequence bigint not null,
    status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
    attempts integer not null default 0,
    tries integer not null default 0,
    next_at timestamptz not null,
    finished_at timestamptz
  ) with (fillfactor = 70);`,
  `create unique index clientele_webhook_delivery_message on clientele_webhook_delivery (message_position, endpoint_id);`,
  `create index clientele_webhook_delivery_endpoint on clientele_webhook_delivery (endpoint_id, message_position desc);`,
  `create index clientele_webhook_delivery_due on clientele_webhook_delivery (endpoint_id, next_at) where status = 'pending';`,
  `create index clientele_webhook_delivery_order on clientele_webhook_delivery (endpoint_id, subject, sequence)
    where status = 'pending';`,
  failedDeliveries,

  `create table clientele_webhook_attempt (
    id bigint generated always as identity primary key,
    delivery_id text not null references clientele_webhook_delivery (id) on delete cascade,
    attempted_at timestamptz not null,
    duration_ms integer not null,
    response_status integer,
    response_excerpt text,
    error_code text
  );`,
  `create index clientele_webhook_attempt_delivery on clientele_webhook_attempt (delivery_id, id);`,
]
