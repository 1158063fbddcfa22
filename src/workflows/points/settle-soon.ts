import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { gather } from "../gather"
import { enqueueJob } from "./enqueue"
import { mapOrdersOfPayments } from "./find-orders"

/**
 * Long enough for the answer to the call that placed the order to be on its way, and for all events of that order to have
 * come; short enough for nobody to wait for points.
 */
const GATHER_MS = 200

type OrderEvent = { order_id: string; cause: string }
type PaymentEvent = { payment_id: string; cause: string }

/**
 * Has an order looked at soon: by one job for each order, and by one for each payment of other orders (DESIGN D6). What is
 * lost on the way, the sweep makes good.
 *
 * @param event an event's name as `cause`, and the order that it names, or the payment
 */
export const settleSoon = gather<OrderEvent | PaymentEvent>({
  ms: GATHER_MS,
  key: (event) => `${"order_id" in event ? event.order_id : event.payment_id} ${event.cause}`,
  flush: async (container, events) => {
    const orders = onePerOrder(events.filter((event) => "order_id" in event))
    const enqueueOrders = orders.map((order) => enqueueJob(container, "points.settle_order", order))
    const payments = await otherPayments(
      container,
      events.filter((event) => "payment_id" in event),
      new Set(orders.map(({ order_id }) => order_id)),
    )
    const enqueuePayments = payments.map((payment) => enqueueJob(container, "points.settle_payment", payment))
    await Promise.all([...enqueueOrders, ...enqueuePayments])
  },
})

/**
 * One job of an order reads all that has happened to it. Two at once would race for when it was completed, which is noted once,
 * and which only the job of that event knows for an order from before the programme (CONTRACT R34): so that cause wins. The
 * job of `order.placed` does not read an order that waits for its payment (ADR 0030): any other cause wins over that one.
 */
function onePerOrder(events: OrderEvent[]): OrderEvent[] {
  const chosen = new Map<string, OrderEvent>()
  for (const event of events) {
    const earlier = chosen.get(event.order_id)
    if (!earlier || weightOf(event) > weightOf(earlier)) {
      chosen.set(event.order_id, event)
    }
  }
  return [...chosen.values()]
}

function weightOf({ cause }: OrderEvent): number {
  return cause === "order.completed" ? 2 : cause === "order.placed" ? 0 : 1
}

/** Without the payments of orders that are looked at anyway. What cannot be told now is told when its job runs. */
async function otherPayments(
  container: MedusaContainer,
  payments: PaymentEvent[],
  orders: Set<string>,
): Promise<PaymentEvent[]> {
  if (payments.length === 0 || orders.size === 0) {
    return payments
  }
  try {
    const found = await mapOrdersOfPayments(
      container,
      payments.map(({ payment_id }) => payment_id),
    )
    return payments.filter(({ payment_id }) => !orders.has(found.get(payment_id) ?? ""))
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.debug(`clientele: the orders of payments are left to their jobs (${(error as Error).message})`)
    return payments
  }
}
