/**
 * The ledger's tables (ADR 0004, 0004). Checks and unique indexes state again what the functions ensure. New columns
 * are added last: some functions insert rows without a list of columns.
 */
export const tables: readonly string[] = [
  // Fencing tokens of the readings of orders (ADR 0010).
  `create sequence clientele_points_fencing_token;`,
  // Enums, as a CHECK over a list of texts costs every entry as much as its indexes do.
  `create type clientele_points_entry_type as enum ('earn', 'redeem', 'adjust');`,
  `create type clientele_points_entry_reason as enum ('order', 'order_change', 'refund_reversal', 'redemption',
    'redeem_return', 'expiry', 'manual', 'import', 'merge');`,

  // PostgreSQL reads and plans each CHECK for every INSERT and UPDATE, so account, entry and lot have one for all amounts.
  `create table clientele_points_account (
    id bigint generated always as identity primary key,
    mailbox text collate "C" not null,
    balance bigint not null default 0,
    held bigint not null default 0,
    lifetime_earned bigint not null default 0,
    lifetime_redeemed bigint not null default 0,
    version bigint not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint clientele_points_account_amounts check (
      held between 0 and greatest(balance, 0) and balance between -9007199254740991 and 9007199254740991)
  ) with (fillfactor = 70);`,
  `create unique index clientele_points_account_mailbox on clientele_points_account (mailbox);`,

  // No foreign key to the account: the one function that writes an entry has just updated that account, and an account
  // cannot be deleted. The key begins with the order or request of the entry, so an order's entries stand together.
  `create table clientele_points_entry (
    account_id bigint not null,
    version bigint not null,
    type clientele_points_entry_type not null,
    reason clientele_points_entry_reason not null,
    points bigint not null,
    balance_after bigint not null,
    order_id text,
    currency_code text,
    idempotency_key text collate "C" not null,
    request_hash text not null,
    calculation jsonb,
    created_at timestamptz not null default clock_timestamp(),
    primary key (account_id, version),
    constraint clientele_points_entry_amounts check (version > 0 and points <> 0)
  );`,
  `create unique index clientele_points_entry_key on clientele_points_entry (idempotency_key);`,
  `create index clientele_points_entry_day on clientele_points_entry using brin (created_at);`,

  `create table clientele_points_entry_note (
    account_id bigint not null,
    version bigint not null,
    stated_reason text,
    note text,
    actor_id text,
    primary key (account_id, version),
    foreign key (account_id, version) references clientele_points_entry (account_id, version)
  );`,

  // `source` is the order that granted the points, or the idempotency key of the entry that did. One lot each, so an award
  // happens once. No foreign key to the account: only the ledger's functions make lots, each beside an entry that has one,
  // and it would cost every award another check. `expiry_told` is the expiry that an event announced (ADR 0029); it is in
  // no index, so an update of it touches none.
  `create table clientele_points_lot (
    source text collate "C" primary key,
    account_id bigint not null,
    of_order boolean not null,
    entry_version bigint,
    granted bigint not null,
    remaining bigint not null,
    expired bigint not null default 0,
    lapsed bigint not null default 0,
    forgiven bigint not null default 0,
    revision integer not null default 0,
    fencing_token bigint not null default 0,
    available_at timestamptz,
    expires_at timestamptz not null default 'infinity',
    created_at timestamptz not null default clock_timestamp(),
    expiry_told timestamptz,
    constraint clientele_points_lot_amounts check (least(remaining, granted - remaining, expired, lapsed, forgiven) >= 0)
  ) with (fillfactor = 85);`,
  `create index clientele_points_lot_open on clientele_points_lot (account_id, expires_at, entry_version)
    where remaining > 0;`,
  `create index clientele_points_lot_pending on clientele_points_lot (account_id, available_at)
    where available_at is not null and remaining > 0;`,
  `create index clientele_points_lot_due on clientele_points_lot (expires_at)
    where remaining > 0 and expires_at < 'infinity';`,

  `create table clientele_points_lot_use (
    account_id bigint not null,
    version bigint not null,
    lot_source text collate "C" not null references clientele_points_lot (source),
    points bigint not null check (points > 0),
    primary key (account_id, version, lot_source),
    foreign key (account_id, version) references clientele_points_entry (account_id, version)
      deferrable initially deferred
  );`,

  // `posted_by` is the database connection that posted it (ADR 0020); `requested` is what the shopper asked for (ADR 0044).
  `create table clientele_points_hold (
    id text primary key,
    account_id bigint not null references clientele_points_account (id),
    cart_id text not null,
    points bigint not null check (points > 0),
    status text not null default 'held' check (status in ('held', 'posted', 'released', 'expired')),
    currency_code text not null,
    points_per_currency_discount numeric not null check (points_per_currency_discount > 0),
    max_percent integer not null check (max_percent between 1 and 100),
    min_points bigint not null check (min_points >= 0),
    min_checkout_total numeric not null check (min_checkout_total >= 0),
    proof_id text,
    order_id text,
    ended_because text,
    expires_at timestamptz not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    posted_by text,
    requested bigint,
    constraint clientele_points_hold_order check ((status = 'posted') = (order_id is not null))
  ) with (fillfactor = 70);`,
  `create unique index clientele_points_hold_cart on clientele_points_hold (cart_id) where status = 'held';`,
  `create unique index clientele_points_hold_order_id on clientele_points_hold (order_id) where order_id is not null;`,
  `create index clientele_points_hold_live on clientele_points_hold (account_id, created_at) where status = 'held';`,
  `create index clientele_points_hold_due on clientele_points_hold (expires_at) where status = 'held';`,
  `create index clientele_points_hold_posted_cart on clientele_points_hold (cart_id) where status = 'posted';`,
  // Every change of every cart looks up its live hold. While there are few live holds, PostgreSQL rates any index of live
  // holds as good as the cart's own. Plans or statistics of that time would later read all live holds. No other index has
  // this expression.
  `create unique index clientele_points_hold_of_cart on clientele_points_hold ((case when status = 'held' then cart_id end));`,
  // Every completion asks whether its cart has or had points (ADR 0025).
  `create index clientele_points_hold_every_cart on clientele_points_hold (cart_id, created_at);`,

  `create table clientele_points_merge (
    idempotency_key text collate "C" primary key,
    request_hash text not null,
    from_account_id bigint not null references clientele_points_account (id),
    to_account_id bigint not null references clientele_points_account (id),
    points bigint not null,
    created_at timestamptz not null default now()
  );`,

  // Orders that a sweep could not settle. Each sweep tries them again, and health shows them until they are settled.
  `create table clientele_points_failure (
    order_id text primary key,
    message text not null,
    failures integer not null default 1,
    first_at timestamptz not null default now(),
    last_at timestamptz not null default now()
  );`,

  // Medusa stores no completion time, so this is the time at which it was first seen (ADR 0012).
  `create table clientele_points_completion (
    order_id text primary key,
    completed_at timestamptz not null
  );`,

  `create table clientele_points_setting (
    key text primary key,
    value jsonb not null,
    updated_at timestamptz not null default clock_timestamp(),
    updated_by text
  );`,
  `create table clientele_points_setting_change (
    id bigint generated always as identity primary key,
    key text not null,
    value jsonb not null,
    previous jsonb,
    changed_by text,
    changed_at timestamptz not null default clock_timestamp()
  );`,

  `create table clientele_points_watermark (
    name text primary key,
    reached_at timestamptz not null,
    updated_at timestamptz not null default now(),
    after_id text,
    since timestamptz
  );`,

  // Orders whose hold and ledger disagree, and completions that were refused because of their points (ADR 0020).
  `create table clientele_points_disagreement (
    order_id text not null,
    hold_id text not null,
    kind text not null check (kind in ('orphan', 'no_deduction', 'no_discount', 'other_amount', 'hold_not_posted')),
    expected bigint,
    deducted bigint not null,
    first_at timestamptz not null default now(),
    last_at timestamptz not null default now(),
    primary key (order_id, hold_id)
  );`,
  `create table clientele_points_refusal (
    hold_id text primary key references clientele_points_hold (id),
    code text not null,
    refusals integer not null default 1,
    first_at timestamptz not null default now(),
    last_at timestamptz not null default now()
  );`,
]

/** For the timeline: an account has few merges among many entries. */
export const mergeIndex: string = `create index if not exists clientele_points_entry_merge on clientele_points_entry
  (account_id, version) where reason = 'merge';`
