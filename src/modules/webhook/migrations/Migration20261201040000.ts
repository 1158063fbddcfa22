import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { FAN_OUT } from "../schema/functions/fan-out"

/** A fan-out compares an endpoint's filters with each kind of event once, and not with each message (ADR 0078). */
export class Migration20261201040000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(FAN_OUT)
  }
}
