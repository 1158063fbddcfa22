import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * The ledger's tables (DESIGN D4, ADR 0004). What the application asserts is asserted here again: CHECKs, unique indexes
 * and a trigger that refuses to change or delete an entry.
 */
export class Migration20261121100000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create sequence if not exists clientele_points_ticket;`)
    // Enums, as a CHECK over a list of texts costs every entry as much as its indexes do.
    this.addSql(`create type clientele_points_entry_type as enum ('earn', 'redeem', 'adjust');`)
    this.addSql(`create type clientele_points_entry_reason as enum ('order', 'order_change', 'refund_reversal',
      'redemption', 'redeem_return', 'expiry', 'manual', 'import', 'merge');`)

    this.addSql(`create table if not exists clientele_points_account (
      id bigint generated always as identity primary key,
      mailbox text collate "C" not null,
      balance bigint not null default 0,
      held bigint not null default 0,
      lifetime_earned bigint not null default 0,
      lifetime_redeemed bigint not null default 0,
      version bigint not null default 0,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint clientele_points_account_held_covered check (held >= 0 and held <= greatest(balance, 0)),
      constraint clientele_points_account_safe_integer check (balance between -9007199254740991 and 9007199254740991)
    ) with (fillfactor = 70);`)
    this.addSql(`create unique index if not exists clientele_points_account_mailbox
      on clientele_points_account (mailbox);`)

    // No foreign key to the account: the one function that writes an entry has just updated that very account, and an
    // account cannot be deleted. The key begins with what the entry is about, so that an order's entries stand together.
    this.addSql(`create table if not exists clientele_points_entry (
      account_id bigint not null,
      version bigint not null check (version > 0),
      type clientele_points_entry_type not null,
      reason clientele_points_entry_reason not null,
      points bigint not null check (points <> 0),
      balance_after bigint not null,
      order_id text,
      currency_code text,
      idempotency_key text collate "C" not null,
      request_hash text not null,
      calculation jsonb,
      created_at timestamptz not null default clock_timestamp(),
      primary key (account_id, version)
    );`)
    this.addSql(`create unique index if not exists clientele_points_entry_key
      on clientele_points_entry (idempotency_key);`)
    this.addSql(`create index if not exists clientele_points_entry_day
      on clientele_points_entry using brin (created_at);`)

    this.addSql(`create table if not exists clientele_points_entry_note (
      account_id bigint not null,
      version bigint not null,
      stated_reason text,
      note text,
      actor_id text,
      primary key (account_id, version),
      foreign key (account_id, version) references clientele_points_entry (account_id, version)
    );`)

    // `source` is the order that granted the points, or the idempotency key of the entry that did; one lot each, which is
    // also what makes an award happen once. No foreign key to the account: only the functions of the next migration make
    // lots, each beside an entry that has one, and it would cost every award another check.
    this.addSql(`create table if not exists clientele_points_lot (
      source text collate "C" primary key,
      account_id bigint not null,
      of_order boolean not null,
      entry_version bigint,
      granted bigint not null check (granted >= 0),
      remaining bigint not null,
      expired bigint not null default 0 check (expired >= 0),
      lapsed bigint not null default 0 check (lapsed >= 0),
      forgiven bigint not null default 0 check (forgiven >= 0),
      revision integer not null default 0,
      ticket bigint not null default 0,
      available_at timestamptz,
      expires_at timestamptz not null default 'infinity',
      created_at timestamptz not null default clock_timestamp(),
      constraint clientele_points_lot_remaining check (remaining >= 0 and remaining <= granted)
    ) with (fillfactor = 85);`)
    this.addSql(`create index if not exists clientele_points_lot_open
      on clientele_points_lot (account_id, expires_at, entry_version) where remaining > 0;`)
    this.addSql(`create index if not exists clientele_points_lot_pending
      on clientele_points_lot (account_id, available_at) where available_at is not null and remaining > 0;`)
    this.addSql(`create index if not exists clientele_points_lot_due
      on clientele_points_lot (expires_at) where remaining > 0 and expires_at < 'infinity';`)

    this.addSql(`create table if not exists clientele_points_lot_use (
      account_id bigint not null,
      version bigint not null,
      lot_source text collate "C" not null references clientele_points_lot (source),
      points bigint not null check (points > 0),
      primary key (account_id, version, lot_source),
      foreign key (account_id, version) references clientele_points_entry (account_id, version)
        deferrable initially deferred
    );`)

    this.addSql(`create table if not exists clientele_points_hold (
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
      constraint clientele_points_hold_order check ((status = 'posted') = (order_id is not null))
    ) with (fillfactor = 70);`)
    this.addSql(`create unique index if not exists clientele_points_hold_cart
      on clientele_points_hold (cart_id) where status = 'held';`)
    this.addSql(`create unique index if not exists clientele_points_hold_order_id
      on clientele_points_hold (order_id) where order_id is not null;`)
    this.addSql(`create index if not exists clientele_points_hold_live
      on clientele_points_hold (account_id, created_at) where status = 'held';`)
    this.addSql(`create index if not exists clientele_points_hold_due
      on clientele_points_hold (expires_at) where status = 'held';`)

    this.addSql(`create table if not exists clientele_points_merge (
      idempotency_key text collate "C" primary key,
      request_hash text not null,
      from_account_id bigint not null references clientele_points_account (id),
      to_account_id bigint not null references clientele_points_account (id),
      points bigint not null,
      created_at timestamptz not null default now()
    );`)

    // Orders that a sweep could not settle: tried again at every sweep, and shown, until they can be.
    this.addSql(`create table if not exists clientele_points_failure (
      order_id text primary key,
      message text not null,
      failures integer not null default 1,
      first_at timestamptz not null default now(),
      last_at timestamptz not null default now()
    );`)

    // Medusa keeps no moment of completion; this is when it was first seen (ADR 0012).
    this.addSql(`create table if not exists clientele_points_completion (
      order_id text primary key,
      completed_at timestamptz not null
    );`)

    this.addSql(`create table if not exists clientele_points_setting (
      key text primary key,
      value jsonb not null,
      updated_at timestamptz not null default clock_timestamp(),
      updated_by text
    );`)
    this.addSql(`create table if not exists clientele_points_setting_change (
      id bigint generated always as identity primary key,
      key text not null,
      value jsonb not null,
      previous jsonb,
      changed_by text,
      changed_at timestamptz not null default clock_timestamp()
    );`)
    this.addSql(`create table if not exists clientele_points_watermark (
      name text primary key,
      reached_at timestamptz not null,
      updated_at timestamptz not null default now()
    );`)

    this.addSql(`create or replace function clientele_points_append_only() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only: a correction is a new row', tg_table_name using errcode = 'PC005';
    end $$;`)
    this.addSql(`create or replace trigger clientele_points_entry_append_only
      before update or delete on clientele_points_entry
      for each row execute function clientele_points_append_only();`)
    this.addSql(`create or replace trigger clientele_points_entry_no_truncate
      before truncate on clientele_points_entry
      for each statement execute function clientele_points_append_only();`)
    this.addSql(`create or replace trigger clientele_points_account_stays
      before delete on clientele_points_account
      for each row execute function clientele_points_append_only();`)
    this.addSql(`create or replace trigger clientele_points_setting_change_no_truncate
      before truncate on clientele_points_setting_change
      for each statement execute function clientele_points_append_only();`)
    this.addSql(`create or replace trigger clientele_points_setting_change_append_only
      before update or delete on clientele_points_setting_change
      for each row execute function clientele_points_append_only();`)
  }

  override async down(): Promise<void> {
    // The ledger is the merchant's money's worth: a rollback of the plugin must not drop it.
    throw new Error("medusa-plugin-clientele: the points ledger is not dropped by a migration. Drop it by hand.")
  }
}
