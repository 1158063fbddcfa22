import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { tables } from "../schema/tables"

/** Makes the contacts of 0.1 (contract R20). */
export class Migration20261129100003 extends Migration {
  override async up(): Promise<void> {
    for (const statement of tables) {
      this.addSql(statement)
    }
  }

  override async down(): Promise<void> {
    throw new Error("medusa-plugin-clientele: contacts are not dropped by a migration. Drop the table by hand.")
  }
}
