import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { movementTable } from "../schema/movement-table"

/** Keeps payments and refunds of orders (contract R29, ADR 0061). `clientele rebuild-stats` adds earlier ones. */
export class Migration20261130190004 extends Migration {
  override async up(): Promise<void> {
    for (const statement of movementTable) {
      this.addSql(statement)
    }
  }
}
