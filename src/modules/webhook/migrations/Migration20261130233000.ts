import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { failedDeliveries } from "../schema/tables"

/** A list of failed deliveries read the whole table, nearly a second with a million of them. */
export class Migration20261130233000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(failedDeliveries)
  }
}
