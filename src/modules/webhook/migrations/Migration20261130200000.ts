import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { functions } from "../schema/functions"
import { tables } from "../schema/tables"
import { triggers } from "../schema/triggers"

/**
 * Makes the webhooks (contract R63). Medusa migrates modules by name, so the tables that get a trigger exist already. The
 * triggers and the tables that they write to are created in one transaction, so running servers never see a trigger without
 * its tables.
 */
export class Migration20261130200000 extends Migration {
  override async up(): Promise<void> {
    for (const statement of [...tables, ...functions, ...triggers]) {
      this.addSql(statement)
    }
  }

  override async down(): Promise<void> {
    throw new Error(
      "medusa-plugin-clientele: webhooks are not dropped by a migration. Drop tables, triggers and functions by hand.",
    )
  }
}
