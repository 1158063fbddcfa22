import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { confirmColumn } from "../schema/tables"

/** Messages that are written before their change wait for it (ADR 0066, contract M65). */
export class Migration20261130230000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table clientele_webhook_message add column if not exists ${confirmColumn};`)
  }
}
