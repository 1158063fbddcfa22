import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** The sweep asks for the profiles that changed lately (CONTRACT R10, ADR 0021). */
export class Migration20261121213610 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create index if not exists clientele_customer_profile_updated_at
      on clientele_customer_profile (updated_at);`)
  }

  override async down(): Promise<void> {
    this.addSql("drop index if exists clientele_customer_profile_updated_at;")
  }
}
