import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { RECORD } from "../schema/functions/record"

/** A batch of attempts read all pending deliveries where statistics were old (docs/benchmarks.md). */
export class Migration20261201030000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(RECORD)
  }
}
