import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * Requests of the one-call checkout that may come again, and whose turn it is at a cart (CONTRACT R46). No key, token,
 * email or address is here in plain; the order is found through the cart.
 */
export class Migration20261121192000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table if not exists clientele_checkout_request (
      key bytea primary key check (octet_length(key) = 32),
      request_hash bytea not null check (octet_length(request_hash) = 32),
      cart_id text not null,
      created_at timestamptz not null
    );`)
    this.addSql(`create index if not exists clientele_checkout_request_age on clientele_checkout_request (created_at);`)
    this.addSql(`create table if not exists clientele_checkout_turn (
      cart_id text primary key,
      holder text not null,
      until timestamptz not null
    );`)
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists clientele_checkout_turn;`)
    this.addSql(`drop table if exists clientele_checkout_request;`)
  }
}
