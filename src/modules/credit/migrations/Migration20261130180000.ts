import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { openByDueDate } from "../schema/collections"

/** Open items of all accounts are listed by due date (contract R28). */
export class Migration20261130180000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(openByDueDate)
  }
}
