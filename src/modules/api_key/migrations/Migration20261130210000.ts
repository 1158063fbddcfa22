import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { functions } from "../schema/functions"
import { tables } from "../schema/tables"

/** Makes the modes of secret keys and the counts of their calls (contract R61, R62). */
export class Migration20261130210000 extends Migration {
  override async up(): Promise<void> {
    for (const statement of [...tables, ...functions]) {
      this.addSql(statement)
    }
  }

  override async down(): Promise<void> {
    this.addSql("drop function if exists clientele_key_count;")
    this.addSql("drop table if exists clientele_key_calls;")
    this.addSql("drop table if exists clientele_key_mode;")
  }
}
