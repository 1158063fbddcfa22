import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { tables } from "../schema/tables"

/** Makes the projection of customers of 0.1 (ADR 0021). */
export class Migration20261129100007 extends Migration {
  override async up(): Promise<void> {
    for (const statement of tables) {
      this.addSql(statement)
    }
  }

  override async down(): Promise<void> {
    for (const table of ["projection_failure", "projection_checkpoint", "stats", "order_line", "order", "index"]) {
      this.addSql(`drop table if exists clientele_customer_${table};`)
    }
    this.addSql("drop sequence if exists clientele_customer_reading;")
  }
}
