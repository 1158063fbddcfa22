import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * The live hold of a cart is looked up at every change of every cart. While few holds live, PostgreSQL takes any index of
 * live holds for as good as the cart's own; with plans or statistics of that time it reads all of them later. This
 * expression is in no other index.
 */
export class Migration20261121200000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create unique index if not exists clientele_points_hold_of_cart
      on clientele_points_hold ((case when status = 'held' then cart_id end));`)
  }
}
