import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { ALLOCATE } from "../schema/functions/allocate"
import { CAPTURE_BEGIN } from "../schema/functions/capture-begin"
import { CAPTURE_NOTE } from "../schema/functions/capture-note"
import { CAPTURE_UNDO } from "../schema/functions/capture-undo"
import { CAPTURE_VOID } from "../schema/functions/capture-void"
import { captureTables, receivableColumns } from "../schema/tables"

/** What the ledger knows of Medusa's captures (contract R24b, ADR 0058). */
export class Migration20261130110001 extends Migration {
  override async up(): Promise<void> {
    for (const column of receivableColumns) {
      this.addSql(`alter table clientele_credit_receivable add column if not exists ${column};`)
    }
    this.addSql(
      `update clientele_credit_receivable r set paid = l.amount from (
        select x.receivable_id, sum(x.amount) as amount from clientele_credit_allocation x
        join clientele_credit_entry e on e.account_id = x.account_id and e.version = x.version and e.type = 'payment'
        group by x.receivable_id) l
      where l.receivable_id = r.id and r.paid <> l.amount;`,
    )
    for (const statement of [...captureTables, ALLOCATE, CAPTURE_BEGIN, CAPTURE_NOTE, CAPTURE_UNDO, CAPTURE_VOID]) {
      this.addSql(statement)
    }
  }

  override async down(): Promise<void> {
    throw new Error("medusa-plugin-clientele: captures are not dropped by a migration. Drop the table by hand.")
  }
}
