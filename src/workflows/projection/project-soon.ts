import type { MedusaContainer } from "@medusajs/framework/types"
import { createBuffer, lookUp } from "../shared/jobs/buffer"
import { enqueueJob } from "../shared/jobs/enqueue-job"
import { findOrdersOfPayments } from "../shared/orders/orders-of-payments"

/**
 * A placed order emits three or four events within a second. A shopper who waits for the confirmation must not wait for
 * figures that admin users read later.
 */
const QUIET_MS = 1000

/** Limit for a busy shop without a quiet second. Orders read together take a fraction of the processor time (ADR 0030). */
const AT_MOST_MS = 5000

/**
 * Orders in one job. Each takes some milliseconds of processor time, and a shopper's request must get its turn in between.
 */
const TOGETHER = 20

type Changed = { order_id: string } | { payment_id: string }

/**
 * Projects an order, or the order of a payment, soon: after one second without further events, or after five seconds. The
 * sweep recovers lost events (ADR 0005).
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

/** A payment whose order is not found now gets a job of its own, which is retried. */
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
