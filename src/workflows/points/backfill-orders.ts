import type { MedusaContainer } from "@medusajs/framework/types"
import { orderPages } from "./order-pages"
import { CHUNK, type Progress, type ReconcileResult, settlePages } from "./settle-pages"

/**
 * Awards past orders (contract R34): orders triggered since a date, under today's settings. Only the merchant starts it.
 */
export async function backfillOrders(
  container: MedusaContainer,
  input: { since: Date; dry_run?: boolean; on_progress?: Progress },
): Promise<ReconcileResult> {
  return settlePages(container, orderPages(container, null, CHUNK), {
    cause: "backfill",
    repair: input.dry_run !== true,
    backfill_since: input.since.toISOString(),
    on_progress: input.on_progress,
  })
}
