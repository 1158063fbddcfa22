import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** The sweep asks for the contacts that changed lately (CONTRACT R10, ADR 0021). */
export class Migration20261121213620 extends Migration {
  override async up(): Promise<void> {
    this.addSql("create index if not exists clientele_contact_updated_at on clientele_contact (updated_at);")
  }

  override async down(): Promise<void> {
    this.addSql("drop index if exists clientele_contact_updated_at;")
  }
}
