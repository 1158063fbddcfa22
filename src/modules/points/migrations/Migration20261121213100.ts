import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** Whether a cart has or had points is asked for at every completion (ADR 0025). */
export class Migration20261121213100 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create index if not exists clientele_points_hold_every_cart
      on clientele_points_hold (cart_id, created_at);`)
  }
}
