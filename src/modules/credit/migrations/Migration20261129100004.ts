import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { accountTable } from "../schema/tables"

/** Makes the credit accounts of 0.1 (contract R22). */
export class Migration20261129100004 extends Migration {
  override async up(): Promise<void> {
    this.addSql(accountTable)
  }

  override async down(): Promise<void> {
    throw new Error("medusa-plugin-clientele: credit accounts are not dropped by a migration. Drop the table by hand.")
  }
}
