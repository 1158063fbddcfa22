import type { MedusaContainer } from "@medusajs/framework/types"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { compareOrders } from "./compare-orders"
import { leaveOutOrders } from "./leave-out-orders"
import { missingOrders, orderPages } from "./order-pages"
import { CHUNK, chunksOf, type OrderPages, type Progress, type ReconcileResult, settlePages } from "./settle-pages"

export type ReconcileInput = {
  /** Compare these orders; without it, all orders placed since `since`. */
  order_ids?: string[]
  since?: Date
  /** Compare at most this many orders since `since`, after the order in the cursor. */
  limit?: number
  cursor?: string
  /** Post the differences. Without it nothing is written. */
  repair?: boolean
  /** Customers whose orders are left out, as if they had none. */
  without?: readonly string[]
  on_progress?: Progress
}

/** Compares targets with posted points for many orders, and repairs on request (contract R34). */
export async function reconcileOrders(container: MedusaContainer, input: ReconcileInput): Promise<ReconcileResult> {
  const choose = await leaveOutOrders(container, input.without ?? [])
  const { pages, next_cursor } = await pagesOf(container, input, choose)
  const repair = input.repair === true
  const result = await settlePages(container, pages(), {
    cause: "reconcile",
    repair,
    on_progress: input.on_progress,
  })
  await compareOrders(container, pages(), result, repair)
  if (!input.order_ids && next_cursor === null) {
    // A deduction whose order is deleted is on no page of orders.
    const points = container.resolve<PointsModuleService>(POINTS_MODULE)
    const redeemed = await points.listRedeemedOrders(input.since ?? new Date(0))
    await compareOrders(container, choose(missingOrders(container, redeemed)), result, repair)
  }
  return { ...result, next_cursor }
}

type Pages = { pages: () => OrderPages; next_cursor: string | null }

async function pagesOf(
  container: MedusaContainer,
  input: ReconcileInput,
  choose: (pages: OrderPages) => OrderPages,
): Promise<Pages> {
  const { order_ids, since = null, limit, cursor } = input
  if (order_ids) {
    return { pages: () => choose(chunksOf(order_ids)), next_cursor: null }
  }
  if (limit === undefined) {
    return { pages: () => choose(orderPages(container, since, CHUNK, cursor)), next_cursor: null }
  }
  // Reads one more than requested, to know whether there are more.
  const found: string[] = []
  for await (const page of choose(orderPages(container, since, CHUNK, cursor))) {
    found.push(...page)
    if (found.length > limit) {
      break
    }
  }
  const ids = found.slice(0, limit)
  return { pages: () => chunksOf(ids), next_cursor: found.length > limit ? (ids.at(-1) ?? null) : null }
}
