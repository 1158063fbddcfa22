import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { disputeOfAccount, disputeOfItem, disputeTable, reminderFailed, reminderTable } from "../schema/collections"

/** Makes what dunning reads and writes (contract R28, ADR 0059). */
export class Migration20261130120001 extends Migration {
  override async up(): Promise<void> {
    for (const statement of [disputeTable, disputeOfItem, disputeOfAccount, reminderTable, reminderFailed]) {
      this.addSql(statement)
    }
  }
}
