/** A posted line has its entry of points, or its customer. A line that waits can name a customer, but no entry. */
export const POSTED = `constraint clientele_import_row_posted check (
      case when state in ('applied', 'reversed', 'kept') then account_id is not null or customer_id is not null
        else account_id is null and entry_id is null end)`

/** For anonymising: the lines about a person. */
export const PERSONAL = [
  `create index if not exists clientele_import_row_mailbox on clientele_import_row (mailbox) where mailbox is not null;`,
  `create index if not exists clientele_import_row_customer on clientele_import_row (customer_id)
    where customer_id is not null;`,
]

/**
 * Imported files and their lines (contract R49, ADR 0069). Lines are deleted some weeks later; posted lines only lose their
 * personal data. Both tables have `batch`, for the unique index that allows each line of a batch to be posted once.
 */
export const tables: readonly string[] = [
  `create table clientele_import (
    id text primary key,
    kind text not null check (kind in ('points', 'customers', 'receivables')),
    status text not null default 'staging'
      check (status in ('staging', 'ready', 'applying', 'applied', 'canceled', 'reversing', 'reversed')),
    file_name text check (char_length(file_name) between 1 and 200),
    batch text collate "C" not null check (char_length(batch) between 1 and 100),
    reason text not null check (char_length(reason) between 1 and 200),
    rows integer not null default 0,
    refused integer not null default 0,
    unchanged integer not null default 0,
    applied integer not null default 0,
    reversed integer not null default 0,
    kept integer not null default 0,
    adds bigint not null default 0,
    takes bigint not null default 0,
    totals jsonb not null default '[]',
    created_by text not null,
    created_at timestamptz not null default clock_timestamp(),
    confirmed_by text,
    confirmed_at timestamptz,
    reversed_by text,
    finished_at timestamptz,
    changed_at timestamptz not null default clock_timestamp(),
    constraint clientele_import_counts check (least(rows, refused, unchanged, applied, reversed, kept, adds, takes) >= 0)
  ) with (fillfactor = 50);`,
  `create index clientele_import_newest on clientele_import (created_at desc, id desc);`,
  // One file of a batch at a time, because two would not see each other's postings.
  `create unique index clientele_import_running on clientele_import (batch) where status in ('applying', 'reversing');`,

  `create table clientele_import_row (
    import_id text collate "C" not null references clientele_import (id) on delete cascade,
    line integer not null,
    state text not null check (state in ('staged', 'refused', 'unchanged', 'applied', 'reversed', 'kept')),
    batch text collate "C" not null,
    identity text collate "C",
    mailbox text collate "C",
    cells jsonb,
    problems jsonb,
    account_id bigint,
    version bigint,
    customer_id text collate "C",
    entry_id text collate "C",
    is_new boolean,
    applied_at timestamptz,
    primary key (import_id, line),
    ${POSTED}
  );`,
  `create index clientele_import_row_open on clientele_import_row (import_id, line) where state = 'staged';`,
  `create index clientele_import_row_wrong on clientele_import_row (import_id, line) where problems is not null;`,
  // A line of a batch is posted once, in whichever file.
  `create unique index clientele_import_row_once on clientele_import_row (batch, identity)
    where state in ('applied', 'kept') and identity is not null;`,
  ...PERSONAL,
]
