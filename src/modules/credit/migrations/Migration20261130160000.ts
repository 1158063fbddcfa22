import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { ALLOCATE } from "../schema/functions/allocate"
import { ALLOCATE_GIVEN } from "../schema/functions/allocate-given"
import { ALLOCATE_OLDEST } from "../schema/functions/allocate-oldest"
import { APPLY_CASH } from "../schema/functions/apply-cash"
import { CASH_IN } from "../schema/functions/cash-in"
import { CHARGE } from "../schema/functions/charge"
import { CHARGE_OWN } from "../schema/functions/charge-own"
import { HOLD_RELEASE } from "../schema/functions/hold-release"
import { REVERSE } from "../schema/functions/reverse"
import { SETTLE } from "../schema/functions/settle"
import { TAKE_BACK } from "../schema/functions/take-back"

const REPLACED = [
  "clientele_credit_allocate(clientele_credit_account, bigint, text, numeric)",
  "clientele_credit_take_back(clientele_credit_account, text, numeric, text)",
]

const CHANGED = [
  ALLOCATE,
  APPLY_CASH,
  ALLOCATE_OLDEST,
  ALLOCATE_GIVEN,
  TAKE_BACK,
  CHARGE,
  CASH_IN,
  CHARGE_OWN,
  REVERSE,
  SETTLE,
  HOLD_RELEASE,
]

/** Allocations in one statement; freed money goes to the oldest due item; keys of the ledger's own begin with ~ (ADR 0055). */
export class Migration20261130160000 extends Migration {
  override async up(): Promise<void> {
    for (const one of REPLACED) {
      this.addSql(`drop function if exists ${one};`)
    }
    for (const one of CHANGED) {
      this.addSql(one)
    }
  }
}
