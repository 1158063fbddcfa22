import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { tables } from "../schema/tables"

/** Makes the profiles of 0.1 (contract R2). */
export class Migration20261129100005 extends Migration {
  override async up(): Promise<void> {
    for (const statement of tables) {
      this.addSql(statement)
    }
  }

  override async down(): Promise<void> {
    throw new Error("medusa-plugin-clientele: profiles are not dropped by a migration. Drop the table by hand.")
  }
}
