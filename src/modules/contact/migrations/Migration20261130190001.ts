import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { contactChangeTable } from "../schema/contact-change-table"

/** Makes the log of changes of contacts (contract R29, ADR 0061). */
export class Migration20261130190001 extends Migration {
  override async up(): Promise<void> {
    for (const statement of contactChangeTable) {
      this.addSql(statement)
    }
  }
}
