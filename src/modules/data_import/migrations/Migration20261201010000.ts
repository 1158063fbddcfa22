import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { PERSONAL, POSTED } from "../schema/tables"

/**
 * Files of customers and of receivables (contract R49, ADR 0079): what a line of theirs has posted, sums by currency, and
 * indexes for anonymising, which looked through all lines.
 */
export class Migration20261201010000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table clientele_import add column if not exists totals jsonb not null default '[]';`)
    this.addSql(`alter table clientele_import drop constraint if exists clientele_import_kind_check;`)
    this.addSql(
      `alter table clientele_import add constraint clientele_import_kind_check
       check (kind in ('points', 'customers', 'receivables'));`,
    )
    this.addSql(
      `alter table clientele_import_row add column if not exists customer_id text collate "C",
       add column if not exists entry_id text collate "C", add column if not exists is_new boolean,
       add column if not exists applied_at timestamptz;`,
    )
    this.addSql(`alter table clientele_import_row drop constraint if exists clientele_import_row_posted;`)
    this.addSql(`alter table clientele_import_row add ${POSTED};`)
    for (const statement of PERSONAL) {
      this.addSql(statement)
    }
  }

  override async down(): Promise<void> {
    this.addSql("drop index if exists clientele_import_row_customer;")
    this.addSql("drop index if exists clientele_import_row_mailbox;")
  }
}
