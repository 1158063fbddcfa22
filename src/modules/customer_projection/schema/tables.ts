/** Name, columns, condition: an index for each sort order of the list, and for each selective filter. */
const INDEXES: readonly (readonly [name: string, columns: string, condition?: string])[] = [
  ["created_at", "created_at desc, customer_id desc"],
  ["email", "email_key, customer_id"],
  ["name", "name_key, customer_id"],
  ["last_order", "last_order_at desc, customer_id desc"],
  ["transacted", "created_at desc, customer_id desc", "has_transactions"],
  ["business", "created_at desc, customer_id desc", "is_business"],
  ["inactive", "created_at desc, customer_id desc", "not is_active"],
  ["test", "created_at desc, customer_id desc", "not livemode"],
  ["phone", "phone_digits", "phone_digits is not null"],
  ["external_id", "external_id", "external_id is not null"],
]

const indexOfCustomers = ([name, columns, condition]: (typeof INDEXES)[number]) =>
  `create index clientele_customer_index_${name}
    on clientele_customer_index (${columns}) where deleted_at is null${condition ? ` and ${condition}` : ""};`

/**
 * The data of lists, search, orders and figures of customers (contract R10–R12, R15, R16; ADR 0021). All of it is computed
 * from Medusa's data and the plugin's, and `clientele rebuild-stats` recomputes it.
 *
 * Search needs the extension pg_trgm. PostgreSQL marks it as trusted, so a role with the right to create objects in the
 * database can create it. Otherwise the error says what an administrator must do.
 */
export const tables: readonly string[] = [
  `do $$ begin
    create extension if not exists pg_trgm;
  exception
    when insufficient_privilege then
      raise exception 'medusa-plugin-clientele: customer search needs the extension pg_trgm, and the role % may not create it. Let an administrator run "create extension pg_trgm" in this database, then migrate again.', current_user;
    when undefined_file or feature_not_supported then
      raise exception 'medusa-plugin-clientele: customer search needs the extension pg_trgm, and this PostgreSQL server does not have it. Install its contrib package (for example postgresql-contrib), then migrate again.';
  end $$;`,
  "create sequence clientele_customer_reading as bigint;",
  `create table clientele_customer_index (
    customer_id text collate "C" primary key,
    reading bigint not null,
    created_at timestamptz not null,
    email text,
    email_key text collate "C" not null default '',
    name_key text collate "C" not null default '',
    phone_digits text collate "C",
    external_id text collate "C",
    is_active boolean not null default true,
    is_business boolean not null default false,
    has_account boolean not null default false,
    has_transactions boolean not null default false,
    livemode boolean not null default true,
    last_order_at timestamptz not null default '-infinity',
    document text not null default '',
    deleted_at timestamptz
  );`,
  ...INDEXES.map(indexOfCustomers),
  // The operator class is in the extension's schema, which the host chooses.
  `do $$ declare home text; begin
    select n.nspname into home from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm';
    execute format('create index clientele_customer_index_document
      on clientele_customer_index using gin (document %I.gin_trgm_ops) where deleted_at is null', home);
  end $$;`,

  `create table clientele_customer_order (
    order_id text collate "C" primary key,
    reading bigint not null,
    customer_id text collate "C",
    currency_code text not null,
    display_id bigint,
    status text not null,
    payment_status text not null,
    fulfillment_status text not null,
    total numeric not null,
    paid numeric not null check (paid >= 0),
    refunded numeric not null check (refunded >= 0),
    revenue numeric not null,
    items_count numeric not null,
    is_sale boolean not null,
    is_transaction boolean not null,
    placed_at timestamptz not null,
    paid_at timestamptz,
    shipped_at timestamptz,
    delivered_at timestamptz,
    canceled_at timestamptz
  );`,
  `create index clientele_customer_order_customer on clientele_customer_order (customer_id, placed_at desc, order_id desc);`,

  `create table clientele_customer_order_line (
    order_id text collate "C" not null references clientele_customer_order on delete cascade,
    line_id text collate "C" not null,
    product_id text,
    title text not null,
    quantity numeric not null,
    revenue numeric not null,
    primary key (order_id, line_id)
  );`,

  `create table clientele_customer_stats (
    customer_id text collate "C" not null,
    currency_code text collate "C" not null,
    total_orders integer not null check (total_orders >= 0),
    total_spent numeric not null,
    revenue numeric not null,
    first_order_at timestamptz,
    last_order_at timestamptz,
    primary key (customer_id, currency_code)
  );`,

  `create table clientele_customer_projection_checkpoint (
    name text primary key,
    phase text,
    after_id text,
    since timestamptz,
    reached_at timestamptz,
    done_at timestamptz,
    updated_at timestamptz not null default clock_timestamp()
  );`,

  // Customers and orders that a sweep could not project. Every later sweep tries them again (contract M48, ADR 0037). Ids
  // and messages, no personal data.
  `create table clientele_customer_projection_failure (
    kind text not null check (kind in ('customers', 'orders')),
    id text not null,
    message text not null,
    first_at timestamptz not null default clock_timestamp(),
    last_at timestamptz not null default clock_timestamp(),
    primary key (kind, id)
  );`,
]
