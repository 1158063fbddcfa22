import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { functions } from "../schema/functions"
import { tables } from "../schema/tables"
import { triggers } from "../schema/triggers"

/** Makes the points ledger of 0.1 (ADR 0004). */
export class Migration20261129100000 extends Migration {
  override async up(): Promise<void> {
    for (const statement of [...tables, ...functions, ...triggers]) {
      this.addSql(statement)
    }
  }

  override async down(): Promise<void> {
    // The ledger has monetary value for customers, so a rollback of the plugin must not drop it.
    throw new Error("medusa-plugin-clientele: the points ledger is not dropped by a migration. Drop it by hand.")
  }
}
