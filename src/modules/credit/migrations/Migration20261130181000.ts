import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { reminderUnknown } from "../schema/collections"

/** Distinguishes mails with an unknown result from mails that a worker is sending (ADR 0059). */
export class Migration20261130181000 extends Migration {
  override async up(): Promise<void> {
    for (const statement of reminderUnknown) {
      this.addSql(statement)
    }
  }
}
