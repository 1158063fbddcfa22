import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { functions } from "../schema/functions"
import { ledgerTables } from "../schema/tables"
import { triggers } from "../schema/triggers"

/** Columns that a new database already has. A database of a development checkout gets them here. */
const COLUMNS = [
  "overdue_block_amount numeric check (overdue_block_amount >= 0)",
  "overdue_block_days integer check (overdue_block_days between 0 and 3650)",
  "allocation text not null default 'automatic' check (allocation in ('automatic', 'manual'))",
  "short_payment_tolerance numeric not null default 0 check (short_payment_tolerance >= 0)",
  "balance numeric not null default 0",
  "held numeric not null default 0",
  "unapplied numeric not null default 0",
  "version bigint not null default 0",
]

/** Makes the credit ledger (ADR 0055): members, entries, holds, receivables, cash, allocations. */
export class Migration20261129150000 extends Migration {
  override async up(): Promise<void> {
    for (const column of COLUMNS) {
      this.addSql(`alter table clientele_credit_account add column if not exists ${column};`)
    }
    // The column was a boolean before. `true` meant a block on orders.
    this.addSql("alter table clientele_credit_account alter column on_hold drop default;")
    this.addSql(
      `alter table clientele_credit_account alter column on_hold type text
        using case on_hold::text when 'true' then 'orders' when 'false' then 'none' else on_hold::text end;`,
    )
    this.addSql("alter table clientele_credit_account alter column on_hold set default 'none';")
    for (const statement of [...ledgerTables, ...functions, ...triggers]) {
      this.addSql(statement)
    }
    // Each account's customer becomes its member.
    this.addSql(
      `insert into clientele_credit_member (account_id, customer_id)
        select customer_id, customer_id from clientele_credit_account;`,
    )
  }

  override async down(): Promise<void> {
    throw new Error(
      "medusa-plugin-clientele: the credit ledger is not dropped by a migration. Drop its tables by hand.",
    )
  }
}
