/**
 * Notes on customers (contract R14). No foreign key to Medusa's customer (ADR 0021).
 */
export const tables: readonly string[] = [
  `create table clientele_customer_note (
    id text primary key,
    customer_id text collate "C" not null,
    body text not null check (char_length(body) between 1 and 5000),
    author_id text,
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    deleted_at timestamptz
  );`,
  `create index clientele_customer_note_customer on clientele_customer_note (customer_id, created_at desc, id desc);`,
]
