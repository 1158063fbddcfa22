import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** A hold's keys are what its function has just locked and read: two checks less while the account is locked. */
export class Migration20261130140000 extends Migration {
  override async up(): Promise<void> {
    for (const key of ["account_id", "member_id"]) {
      this.addSql(`alter table clientele_credit_hold drop constraint if exists clientele_credit_hold_${key}_fkey`)
    }
  }
}
