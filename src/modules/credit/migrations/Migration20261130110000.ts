import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { REVERSE } from "../schema/functions/reverse"

/** A reversal takes back the short write-offs of its payment, and no other with a similar key. */
export class Migration20261130110000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(REVERSE)
  }
}
