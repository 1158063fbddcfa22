import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { functions } from "../schema/functions"
import { ledgerTables } from "../schema/tables"
import { triggers } from "../schema/triggers"

/** Columns of an account that a database has from the first migration of a development checkout; a new one has them already. */
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
    // It was yes or no before; what was held was orders.
    this.addSql("alter table clientele_credit_account alter column on_hold drop default;")
    this.addSql(
      `alter table clientele_credit_account alter column on_hold type text
        using case on_hold::text when 'true' then 'orders' when 'false' then 'none' else on_hold::text end;`,
    )
    this.addSql("alter table clientele_credit_account alter column on_hold set default 'none';")
    for (const statement of [...ledgerTables, ...functions, ...triggers]) {
      this.addSql(statement)
    }
    // Whoever has an account may buy on it.
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
