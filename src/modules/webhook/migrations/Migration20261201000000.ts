import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { FAN_OUT } from "../schema/functions/fan-out"
import { FINISH } from "../schema/functions/finish"
import { JUDGE } from "../schema/functions/judge"
import { RECORD } from "../schema/functions/record"

/**
 * Attempts that end together are recorded in one transaction, and a fan-out takes four statements for all of its messages
 * (ADR 0078). A commit for each attempt was most of a delivery's cost.
 */
export class Migration20261201000000 extends Migration {
  override async up(): Promise<void> {
    for (const body of [JUDGE, RECORD, FINISH, FAN_OUT]) {
      this.addSql(body)
    }
  }
}
