import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { ADJUST } from "../schema/functions/adjust"
import { ADJUST_BATCH } from "../schema/functions/adjust-batch"
import { GIVE_BACK_ENTRY } from "../schema/functions/give-back-entry"
import { MERGE } from "../schema/functions/merge"
import { TAKE_BACK_BATCH } from "../schema/functions/take-back-batch"

/**
 * Points never go to an account that is anonymised while its lock is waited for. A row that cannot be posted, as its points have expired or the
 * balance would leave its range, does not stop its import. A reversal gives points back to the lots that they came from (ADR 0074).
 */
export class Migration20261130235900 extends Migration {
  override async up(): Promise<void> {
    for (const body of [ADJUST, ADJUST_BATCH, GIVE_BACK_ENTRY, MERGE, TAKE_BACK_BATCH]) {
      this.addSql(body)
    }
  }
}
