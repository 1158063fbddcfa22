import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { ADJUST_BATCH } from "../schema/functions/adjust-batch"
import { TAKE_BACK_BATCH } from "../schema/functions/take-back-batch"

/** Posts and reverses imported rows in chunks (contract R49, ADR 0069). */
export class Migration20261130230001 extends Migration {
  override async up(): Promise<void> {
    this.addSql(ADJUST_BATCH)
    this.addSql(TAKE_BACK_BATCH)
  }
}
