import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { reminderOfAccount } from "../schema/collections"

/** Finds the dunning mails to an account (contract R29, ADR 0061). */
export class Migration20261130190003 extends Migration {
  override async up(): Promise<void> {
    this.addSql(reminderOfAccount)
  }
}
