import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * Which expiry of a lot has been told as an event (ADR 0029): the moment itself, so that an expiry that moves is told
 * anew. In no index, so that noting it touches none.
 */
export class Migration20261121221700 extends Migration {
  override async up(): Promise<void> {
    this.addSql("alter table clientele_points_lot add column if not exists expiry_told timestamptz;")
  }
}
