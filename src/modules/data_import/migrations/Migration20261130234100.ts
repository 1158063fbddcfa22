import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { tables } from "../schema/tables"

/** Makes the tables of imports (contract R49, ADR 0069). */
export class Migration20261130234100 extends Migration {
  override async up(): Promise<void> {
    for (const statement of tables) {
      this.addSql(statement)
    }
  }

  override async down(): Promise<void> {
    this.addSql("drop table if exists clientele_import_row;")
    this.addSql("drop table if exists clientele_import;")
  }
}
