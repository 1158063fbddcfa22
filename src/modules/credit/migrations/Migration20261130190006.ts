import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { CHARGE_OWN } from "../schema/functions/charge-own"
import { MOVE_PAID } from "../schema/functions/move-paid"
import { SETTLE } from "../schema/functions/settle"
import { announcedColumn, captureAnnouncedColumn, unannouncedIndex } from "../schema/tables"

/** The earlier signature, without the order whose money a refund pays back. */
const REPLACED = `clientele_credit_charge_own(text, text, clientele_credit_entry_type, numeric, text, text, date, text, date, text,
  text, text, text, text)`

/**
 * An order that was edited while it was approved waits again (M60); a refund can pay back what is paid on an order; each paid item and each
 * payment of the dashboard's Capture button has its event (ADR 0058).
 */
export class Migration20261130190006 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table clientele_credit_receivable add column if not exists ${announcedColumn};`)
    this.addSql(`alter table clientele_credit_capture add column if not exists ${captureAnnouncedColumn};`)
    // Items that were paid before this migration get no event.
    this.addSql(`update clientele_credit_receivable set paid_announced = true where open = 0 and charged > 0;`)
    this.addSql(unannouncedIndex)
    this.addSql(`drop function if exists ${REPLACED};`)
    for (const one of [MOVE_PAID, CHARGE_OWN, SETTLE]) {
      this.addSql(one)
    }
  }
}
