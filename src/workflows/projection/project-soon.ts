import type { MedusaContainer } from "@medusajs/framework/types"
import { createBuffer, lookUp } from "../shared/jobs/buffer"
import { enqueueJob } from "../shared/jobs/enqueue-job"
import { findOrdersOfPayments } from "../shared/orders/orders-of-payments"

/**
 * One order that is placed tells of itself three or four times within a second, and a shopper who waits for an order's
 * confirmation does not wait for figures that staff look at later.
 */
const QUIET_MS = 1000

/** In a busy shop no second is quiet: orders are read together, at a fraction of the processor for each (ADR 0030). */
const AT_MOST_MS = 5000

/** Orders in one job: each takes some milliseconds of the processor, and a shopper's request is to get in between. */
const TOGETHER = 20

type Changed = { order_id: string } | { payment_id: string }

/**
 * Has the figures of an order worked out soon, or of the order that a payment belongs to, together with whatever else
 * happens until nothing did for a second, or for five seconds. The sweep repairs lost events (ADR 0005).
 */
export const projectSoon = createBuffer<Changed>({
  quietMs: QUIET_MS,
  atMostMs: AT_MOST_MS,
  key: (changed) => ("order_id" in changed ? changed.order_id : changed.payment_id),
  flush: async (container, changed) => {
    const ids = changed.flatMap((one) => ("order_id" in one ? [one.order_id] : []))
    const payments = changed.flatMap((one) => ("payment_id" in one ? [one.payment_id] : []))
    const all = [...new Set(ids.concat(await ordersOf(container, payments)))]
    const jobs: Promise<void>[] = []
    for (let start = 0; start < all.length; start += TOGETHER) {
      jobs.push(enqueueJob(container, "customers.project_orders", { order_ids: all.slice(start, start + TOGETHER) }))
    }
    await Promise.all(jobs)
  },
})

/** A payment whose order cannot be told now has a job of its own, which is tried again. */
async function ordersOf(container: MedusaContainer, payments: string[]): Promise<string[]> {
  if (payments.length === 0) {
    return []
  }
  const found = await lookUp(container, "which orders payments belong to", () =>
    findOrdersOfPayments(container, payments),
  )
  if (!found) {
    await Promise.all(payments.map((payment_id) => enqueueJob(container, "customers.project_payment", { payment_id })))
  }
  return found ?? []
}
