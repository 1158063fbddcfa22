import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { mailTable } from "../schema/code-mail-table"

/** Keeps when mails with codes were sent (contract R29, ADR 0061). */
export class Migration20261130190005 extends Migration {
  override async up(): Promise<void> {
    for (const statement of mailTable) {
      this.addSql(statement)
    }
  }
}
