import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { CAPTURE_LOSE } from "../schema/functions/capture-lose"
import { REVERSE } from "../schema/functions/reverse"

/** Captures that Medusa has deleted are made again; a reversal marks the captures of its money itself (ADR 0058). */
export class Migration20261130170000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(CAPTURE_LOSE)
    this.addSql(REVERSE)
  }
}
