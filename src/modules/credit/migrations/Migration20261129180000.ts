import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { HOLD_PLACE } from "../schema/functions/hold-place"
import { holdOfCart } from "../schema/tables"

/** A spending limit counts the orders of a customer, not of one membership; orders that a killed completion left are found by cart. */
export class Migration20261129180000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(holdOfCart)
    this.addSql(HOLD_PLACE)
  }
}
