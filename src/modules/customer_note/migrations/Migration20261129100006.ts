import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { tables } from "../schema/tables"

/** Makes the notes of 0.1 (contract R14). */
export class Migration20261129100006 extends Migration {
  override async up(): Promise<void> {
    for (const statement of tables) {
      this.addSql(statement)
    }
  }

  override async down(): Promise<void> {
    throw new Error("medusa-plugin-clientele: notes are not dropped by a migration. Drop the table by hand.")
  }
}
