import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { mergeIndex } from "../schema/tables"

/** Finds an account's merges among its entries (contract R29, ADR 0061). */
export class Migration20261130190002 extends Migration {
  override async up(): Promise<void> {
    this.addSql(mergeIndex)
  }
}
