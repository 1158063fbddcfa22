/**
 * Modes of secret keys (contract R61) and their calls (R62). The newest row of a key is its mode; without one it is live, so Medusa's
 * own table of keys stays as it is. Counts are unlogged: they cost no WAL, and a crash gives every key its budget back.
 */
export const tables: readonly string[] = [
  `create table clientele_key_mode (
    id bigint generated always as identity primary key,
    key_id text collate "C" not null,
    mode text not null check (mode in ('live', 'test')),
    actor_id text,
    changed_at timestamptz not null default clock_timestamp()
  );`,
  `create index clientele_key_mode_newest on clientele_key_mode (key_id, id desc);`,

  `create unlogged table clientele_key_calls (
    bucket text collate "C" primary key,
    minute_ends_at timestamptz not null,
    minute_calls integer not null,
    day_ends_at timestamptz not null,
    day_calls integer not null
  ) with (fillfactor = 50);`,
]
