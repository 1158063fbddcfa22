import type { MedusaContainer } from "@medusajs/framework/types"
import { enqueueJob } from "../points/enqueue"
import { MAX_ORDERS } from "./projection-jobs"

/**
 * How long orders are gathered. One that is placed tells of itself three or four times within it, and a shopper who waits for
 * the order's confirmation does not wait for figures that staff look at later.
 */
const GATHER_MS = 1000

const waiting = new Set<string>()

/**
 * Has the figures of an order worked out soon, together with whatever else happens in the next second. A process that ends
 * before takes its second with it: the sweep makes it good, as it does for a queue that is down (DESIGN D5).
 */
export function projectSoon(container: MedusaContainer, orderId: string): void {
  if (waiting.size === 0) {
    setTimeout(() => void flush(container), GATHER_MS).unref()
  }
  waiting.add(orderId)
}

async function flush(container: MedusaContainer): Promise<void> {
  const ids = [...waiting]
  waiting.clear()
  for (let start = 0; start < ids.length; start += MAX_ORDERS) {
    await enqueueJob(container, "customers.project_orders", { order_ids: ids.slice(start, start + MAX_ORDERS) })
  }
}
