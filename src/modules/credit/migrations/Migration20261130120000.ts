import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { allocationDay, dueChangeTable, dueChangeTrigger } from "../schema/collections"
import { KEEP_DUE_DATE } from "../schema/functions/keep-due-date"

/** Makes what the ageing of an earlier day reads (contract R28, ADR 0059). */
export class Migration20261130120000 extends Migration {
  override async up(): Promise<void> {
    for (const statement of [dueChangeTable, allocationDay, KEEP_DUE_DATE, dueChangeTrigger]) {
      this.addSql(statement)
    }
  }
}
