import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { functions } from "../schema/functions"
import { requestTable } from "../schema/tables"
import { requestTriggers } from "../schema/triggers"

/** Adds payments, allocations, write-offs and reversals to the credit ledger (contract R23). */
export class Migration20261129160000 extends Migration {
  override async up(): Promise<void> {
    for (const statement of [requestTable, ...functions, ...requestTriggers]) {
      this.addSql(statement)
    }
  }

  override async down(): Promise<void> {
    throw new Error(
      "medusa-plugin-clientele: the credit ledger is not dropped by a migration. Drop its tables by hand.",
    )
  }
}
