import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { accountsOnHold } from "../schema/tables"

/** The list of customers finds those on hold without reading all accounts (ADR 0024). */
export class Migration20261130230100 extends Migration {
  override async up(): Promise<void> {
    this.addSql(accountsOnHold)
  }
}
