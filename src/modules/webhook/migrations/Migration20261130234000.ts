import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { NOTE_CUSTOMER_NOTE } from "../schema/functions/note-customer-note"
import { customerNoteTrigger } from "../schema/triggers"

/** Changes of notes have messages, too (contract R64). */
export class Migration20261130234000 extends Migration {
  override async up(): Promise<void> {
    this.addSql("drop trigger if exists clientele_webhook_note on clientele_customer_note;")
    this.addSql(NOTE_CUSTOMER_NOTE)
    this.addSql(customerNoteTrigger)
  }
}
