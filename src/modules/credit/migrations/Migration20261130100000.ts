import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { HOLD_DECIDE } from "../schema/functions/hold-decide"
import { HOLD_RETRY } from "../schema/functions/hold-retry"

/** A rejected hold waits until its order is canceled; waiting ones are retried (contract R24a). */
export class Migration20261130100000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(HOLD_DECIDE)
    this.addSql(HOLD_RETRY)
  }
}
