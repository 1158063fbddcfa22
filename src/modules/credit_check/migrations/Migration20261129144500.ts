import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { functions } from "../schema/functions"
import { tables } from "../schema/tables"
import { triggers } from "../schema/triggers"

/** Makes the history of credit checks (contract R25). */
export class Migration20261129144500 extends Migration {
  override async up(): Promise<void> {
    for (const statement of [...tables, ...functions, ...triggers]) {
      this.addSql(statement)
    }
  }

  override async down(): Promise<void> {
    throw new Error("medusa-plugin-clientele: credit checks are not dropped by a migration. Drop the tables by hand.")
  }
}
