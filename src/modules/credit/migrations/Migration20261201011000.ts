import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { CHARGE_OWN } from "../schema/functions/charge-own"

/** The earlier signature, without the PO number of the item. */
const REPLACED = `clientele_credit_charge_own(text, text, clientele_credit_entry_type, numeric, text, text, date, text, date, text,
  text, text, text, text, text)`

/** An opening receivable has the PO number of its order in the earlier system (contract R49, ADR 0079). */
export class Migration20261201011000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`drop function if exists ${REPLACED};`)
    this.addSql(CHARGE_OWN)
  }
}
