/**
 * The account row of contract R22. `balance` is Σ of the entries, `held` of the holds that stand, `unapplied` of the cash that
 * is not allocated yet; only the functions of this module change them.
 */
export const accountTable: string = `create table clientele_credit_account (
    customer_id text primary key,
    currency_code text not null check (currency_code ~ '^[a-z]{3}$'),
    credit_limit numeric check (credit_limit >= 0 and credit_limit <= 1000000000000),
    payment_terms text check (payment_terms = 'eom' or payment_terms ~ '^net_(0|[1-9][0-9]?|1[01][0-9]|120)$'),
    on_hold text not null default 'none' check (on_hold in ('none', 'orders', 'shipping')),
    tolerance numeric not null default 0 check (tolerance between 0 and 1),
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    overdue_block_amount numeric check (overdue_block_amount >= 0),
    overdue_block_days integer check (overdue_block_days between 0 and 3650),
    allocation text not null default 'automatic' check (allocation in ('automatic', 'manual')),
    short_payment_tolerance numeric not null default 0 check (short_payment_tolerance >= 0),
    balance numeric not null default 0,
    held numeric not null default 0,
    unapplied numeric not null default 0,
    version bigint not null default 0,
    constraint clientele_credit_account_amounts check (least(held, unapplied) >= 0 and abs(balance) < 1e18)
  ) with (fillfactor = 70);`

/** Also in a migration of its own, so it may be there. */
export const holdOfCart = `create index if not exists clientele_credit_hold_cart on clientele_credit_hold (cart_id)
    where status <> 'released' and cart_id is not null;`

/**
 * How far Medusa's payments follow an order's receivable (ADR 0058): what payments have paid on it, what of that is captured in Medusa, and
 * until when a process has the lease to capture. Also in a migration of their own.
 */
export const receivableColumns: readonly string[] = [
  "paid numeric not null default 0",
  "captured numeric not null default 0",
  "capture_lease timestamptz",
]

/** For the list of customers on hold. Postings do not change the hold, so they need no new entry in it. Also in a migration of its own. */
export const accountsOnHold = `create index if not exists clientele_credit_account_on_hold
    on clientele_credit_account (customer_id) where on_hold <> 'none';`

/** Whether the event that nothing is open any more is emitted. Also in a migration of its own. */
export const announcedColumn = "paid_announced boolean not null default false"

/** Items that were paid, or are open again, and of which no event is emitted yet. Also in a migration of its own. */
export const unannouncedIndex = `create index if not exists clientele_credit_receivable_unannounced
    on clientele_credit_receivable (account_id) where paid_announced <> (open = 0 and charged > 0);`

/** False until the event of the payment is emitted that the dashboard's Capture button has recorded. Also in a migration of its own. */
export const captureAnnouncedColumn = "announced boolean not null default true"

/** The ledger (ADR 0055). An account's id is the id of its customer. Checks state again what the functions ensure. */
export const ledgerTables: readonly string[] = [
  // Numbers the readings of orders, as the points ledger's does (ADR 0010).
  `create sequence clientele_credit_fencing_token;`,
  `create type clientele_credit_entry_type as enum ('charge', 'payment', 'credit_memo', 'adjustment', 'write_off', 'refund',
    'reversal');`,

  `create table clientele_credit_member (
    id bigint generated always as identity primary key,
    account_id text not null references clientele_credit_account (customer_id),
    customer_id text not null,
    spending_limit numeric check (spending_limit >= 0),
    spending_period text check (spending_period in ('day', 'week', 'month', 'quarter')),
    added_by text,
    added_at timestamptz not null default clock_timestamp(),
    removed_by text,
    removed_at timestamptz,
    constraint clientele_credit_member_spending check ((spending_limit is null) = (spending_period is null))
  );`,
  // A customer buys on one account at most.
  `create unique index clientele_credit_member_customer on clientele_credit_member (customer_id) where removed_at is null;`,
  `create index clientele_credit_member_account on clientele_credit_member (account_id, id);`,

  // What an order holds until its receivable is posted. `payment_terms` are those of the moment of the order. No foreign keys: the
  // one function that writes a hold has just locked its account and read its member, and an account that has one is never deleted.
  `create table clientele_credit_hold (
    order_id text primary key,
    account_id text not null,
    member_id bigint not null,
    cart_id text,
    payment_session_id text,
    amount numeric not null check (amount > 0),
    payment_terms text,
    status text not null check (status in ('held', 'waiting', 'posted', 'released')),
    waits_for text,
    decided_by text,
    decided_at timestamptz,
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    constraint clientele_credit_hold_waits check (status <> 'waiting' or waits_for is not null)
  ) with (fillfactor = 70);`,
  `create index clientele_credit_hold_account on clientele_credit_hold (account_id, created_at)
    where status in ('held', 'waiting');`,
  `create index clientele_credit_hold_member on clientele_credit_hold (member_id, created_at) where status <> 'released';`,
  // Every completion of a store that sells on terms asks whether an earlier one left an order.
  holdOfCart,
  accountsOnHold,
  `create index clientele_credit_hold_session on clientele_credit_hold (payment_session_id)
    where payment_session_id is not null;`,

  // No foreign key to the account: the one function that writes an entry has just updated that account, and an account that
  // has entries cannot be deleted.
  `create table clientele_credit_entry (
    account_id text not null,
    version bigint not null check (version > 0),
    type clientele_credit_entry_type not null,
    amount numeric not null check (amount <> 0),
    balance_after numeric not null,
    receivable_id text,
    order_id text,
    reverses bigint,
    idempotency_key text collate "C" not null,
    request_hash text not null,
    dated_on date,
    created_at timestamptz not null default clock_timestamp(),
    primary key (account_id, version)
  );`,
  `create unique index clientele_credit_entry_key on clientele_credit_entry (idempotency_key);`,
  `create unique index clientele_credit_entry_reverses on clientele_credit_entry (account_id, reverses)
    where reverses is not null;`,
  `create index clientele_credit_entry_day on clientele_credit_entry using brin (created_at);`,

  // Free text and actors, which anonymising deletes (R18).
  `create table clientele_credit_entry_note (
    account_id text not null,
    version bigint not null,
    reason text,
    note text,
    reference text,
    method text,
    actor_id text,
    primary key (account_id, version),
    foreign key (account_id, version) references clientele_credit_entry (account_id, version)
  );`,

  // An open item. `order_id` is null where an adjustment made it.
  `create table clientele_credit_receivable (
    id text primary key,
    account_id text not null references clientele_credit_account (customer_id),
    order_id text,
    charged numeric not null default 0,
    open numeric not null default 0,
    payment_terms text,
    issued_on date not null,
    due_on date not null,
    po_number text,
    note text,
    fencing_token bigint not null default 0,
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    ${receivableColumns.join(",\n    ")},
    ${announcedColumn},
    constraint clientele_credit_receivable_amounts check (open >= 0 and charged >= open)
  ) with (fillfactor = 70);`,
  `create unique index clientele_credit_receivable_order on clientele_credit_receivable (order_id)
    where order_id is not null;`,
  `create index clientele_credit_receivable_account on clientele_credit_receivable (account_id, issued_on, id);`,
  `create index clientele_credit_receivable_open on clientele_credit_receivable (account_id, due_on, id) where open > 0;`,
  unannouncedIndex,

  // Money or a credit memo that an entry brought, and what of it is not allocated yet.
  `create table clientele_credit_cash (
    account_id text not null,
    version bigint not null,
    amount numeric not null,
    open numeric not null,
    primary key (account_id, version),
    foreign key (account_id, version) references clientele_credit_entry (account_id, version),
    constraint clientele_credit_cash_amounts check (open >= 0 and amount >= open and amount > 0)
  ) with (fillfactor = 70);`,
  `create index clientele_credit_cash_open on clientele_credit_cash (account_id, version) where open > 0;`,

  // An entry's money on a receivable. Taken back by a negative row.
  `create table clientele_credit_allocation (
    id bigint generated always as identity primary key,
    account_id text not null,
    version bigint not null,
    receivable_id text not null references clientele_credit_receivable (id),
    amount numeric not null check (amount <> 0),
    created_at timestamptz not null default clock_timestamp(),
    foreign key (account_id, version) references clientele_credit_entry (account_id, version)
  );`,
  `create index clientele_credit_allocation_receivable on clientele_credit_allocation (receivable_id);`,
  `create index clientele_credit_allocation_entry on clientele_credit_allocation (account_id, version);`,

  `create table clientele_credit_change (
    id bigint generated always as identity primary key,
    account_id text not null,
    kind text not null check (kind in ('terms', 'member', 'hold')),
    before jsonb,
    after jsonb,
    changed_by text,
    changed_at timestamptz not null default clock_timestamp()
  );`,
  `create index clientele_credit_change_account on clientele_credit_change (account_id, id);`,

  // Orders that a sweep could not settle: each sweep tries them again.
  `create table clientele_credit_failure (
    order_id text primary key,
    message text not null,
    failures integer not null default 1,
    first_at timestamptz not null default now(),
    last_at timestamptz not null default now()
  );`,
  `create table clientele_credit_watermark (
    name text primary key,
    reached_at timestamptz not null,
    updated_at timestamptz not null default now(),
    after_id text,
    since timestamptz
  );`,
]

/** Requests that allocated cash and posted no entry, so that each is done once (contract M58). */
export const requestTable: string = `create table clientele_credit_allocation_request (
    idempotency_key text collate "C" primary key,
    request_hash text not null,
    account_id text not null references clientele_credit_account (customer_id),
    actor_id text,
    created_at timestamptz not null default clock_timestamp()
  );`

/**
 * Captures and refunds of Medusa's payments, as far as the ledger knows them (ADR 0058). Medusa's row of a capture that the ledger asked
 * for has this row's id in `created_by`. `amount` is below 0 for a refund.
 */
export const captureTables: readonly string[] = [
  `create table clientele_credit_capture (
    id text primary key,
    account_id text not null references clientele_credit_account (customer_id),
    receivable_id text not null references clientele_credit_receivable (id),
    order_id text not null,
    payment_id text not null,
    amount numeric not null check (amount <> 0),
    status text not null check (status in ('open', 'done', 'void', 'undoing', 'undone')),
    medusa_id text,
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    ${captureAnnouncedColumn},
    constraint clientele_credit_capture_medusa check (status in ('open', 'void') or medusa_id is not null)
  );`,
  `create unique index clientele_credit_capture_medusa_id on clientele_credit_capture (medusa_id) where medusa_id is not null;`,
  `create index clientele_credit_capture_receivable on clientele_credit_capture (receivable_id);`,
  `create index clientele_credit_capture_order on clientele_credit_capture (order_id);`,
  // What a crash has left.
  `create index clientele_credit_capture_begun on clientele_credit_capture (order_id) where status in ('open', 'undoing');`,
  // Orders whose payment in Medusa is not what the ledger says.
  `create index clientele_credit_receivable_uncaptured on clientele_credit_receivable (account_id, order_id)
    where order_id is not null and (paid > captured or (captured > paid and open > 0));`,
]
