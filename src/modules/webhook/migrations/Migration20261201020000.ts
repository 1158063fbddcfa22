import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { NOTE_IMPORT } from "../schema/functions/note-import"
import { NOTE_KEY_MODE } from "../schema/functions/note-key-mode"
import { setUpTriggers } from "../schema/triggers"

/** Changed modes of secret keys, and the steps of imports, have messages, too (contract R64). */
export class Migration20261201020000 extends Migration {
  override async up(): Promise<void> {
    this.addSql("drop trigger if exists clientele_webhook_note on clientele_key_mode;")
    this.addSql("drop trigger if exists clientele_webhook_note on clientele_import;")
    this.addSql("drop trigger if exists clientele_webhook_note_end on clientele_import;")
    for (const statement of [NOTE_KEY_MODE, NOTE_IMPORT, ...setUpTriggers]) {
      this.addSql(statement)
    }
  }
}
