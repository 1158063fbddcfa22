import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { tables } from "../schema/tables"

/** Makes the tables of the one-call checkout of 0.1 (contract R46). */
export class Migration20261129100002 extends Migration {
  override async up(): Promise<void> {
    for (const statement of tables) {
      this.addSql(statement)
    }
  }

  override async down(): Promise<void> {
    this.addSql("drop table if exists clientele_checkout_lease;")
    this.addSql("drop table if exists clientele_checkout_request;")
  }
}
