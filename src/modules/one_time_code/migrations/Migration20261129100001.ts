import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { functions } from "../schema/functions"
import { tables } from "../schema/tables"

/** Makes the one-time codes of 0.1 (ADR 0017). */
export class Migration20261129100001 extends Migration {
  override async up(): Promise<void> {
    for (const statement of [...tables, ...functions]) {
      this.addSql(statement)
    }
  }

  override async down(): Promise<void> {
    for (const name of ["issue", "guess", "accept", "lock", "free_at"]) {
      this.addSql(`drop function if exists clientele_code_${name};`)
    }
    for (const name of ["challenge", "failure", "token", "verification", "email_change"]) {
      this.addSql(`drop table if exists clientele_code_${name};`)
    }
  }
}
