import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { HOLD_DECIDE } from "../schema/functions/hold-decide"
import { SETTLE } from "../schema/functions/settle"

/**
 * A settlement writes an order's purchase order number and note once, and not again after they were deleted (contract R18); an order
 * that comes on account again keeps its receivable. An approval is for members.
 */
export class Migration20261130150000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(HOLD_DECIDE)
    this.addSql(SETTLE)
  }
}
