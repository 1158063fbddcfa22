import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** What a sweep could not project: every later sweep tries it again (MUST_HOLD M48, ADR 0037). Ids and messages, no person. */
export class Migration20261129010253 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table if not exists clientele_customer_projection_failure (
      kind text not null check (kind in ('customers', 'orders')),
      id text not null,
      message text not null,
      first_at timestamptz not null default clock_timestamp(),
      last_at timestamptz not null default clock_timestamp(),
      primary key (kind, id)
    );`)
  }

  override async down(): Promise<void> {
    this.addSql("drop table if exists clientele_customer_projection_failure;")
  }
}
