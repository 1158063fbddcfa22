import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { refreshDue, refreshTable } from "../schema/refresh"

/** Repeats checks that expire (ADR 0056). The newest check of each customer and provider is due when it expires. */
export class Migration20261130180500 extends Migration {
  override async up(): Promise<void> {
    this.addSql(refreshTable)
    this.addSql(refreshDue)
    this.addSql(`insert into clientele_credit_check_refresh (customer_id, provider, due_at)
      select distinct on (c.customer_id, c.provider) c.customer_id, c.provider, c.expires_at from clientele_credit_check c
      where exists (select 1 from clientele_credit_check_detail d where d.check_id = c.id)
      order by c.customer_id, c.provider, c.position desc`)
  }

  override async down(): Promise<void> {
    throw new Error("medusa-plugin-clientele: credit checks are not dropped by a migration. Drop the tables by hand.")
  }
}
