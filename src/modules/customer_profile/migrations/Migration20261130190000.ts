import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { customerChangeTable } from "../schema/customer-change-table"

/** Makes the log of changes of customers (contract R29, ADR 0061). */
export class Migration20261130190000 extends Migration {
  override async up(): Promise<void> {
    for (const statement of customerChangeTable) {
      this.addSql(statement)
    }
  }
}
