import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { gather } from "../gather"
import { awaitsPayment } from "./awaits-payment"
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
 * Has an order looked at soon: by one job for each order, and by one for each payment of other orders (DESIGN D6). An order
 * that was just placed and waits for its payment has none. What is lost on the way, the sweep makes good.
 *
 * @param event an event's name as `cause`, and the order that it names, or the payment
 */
export const settleSoon = gather<OrderEvent | PaymentEvent>({
  quietMs: GATHER_MS,
  key: (event) => `${"order_id" in event ? event.order_id : event.payment_id} ${event.cause}`,
  flush: async (container, events) => {
    const orders = onePerOrder(events.filter((event) => "order_id" in event))
    const enqueueOrders = orders.map((order) => enqueueOrder(container, order))
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
 * and which only the job of that event knows for an order from before the programme (CONTRACT R34): so that cause wins.
 * `order.placed` may make no job (ADR 0030): any other cause wins over that one.
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

/** There is nothing to award to an order that waits for its payment, and to find that out costs less than a job does. */
async function enqueueOrder(container: MedusaContainer, order: OrderEvent): Promise<void> {
  if (order.cause === "order.placed" && (await isLeftToPayment(container, order.order_id))) {
    return
  }
  await enqueueJob(container, "points.settle_order", order)
}

/** What cannot be told now is left to the job. */
async function isLeftToPayment(container: MedusaContainer, orderId: string): Promise<boolean> {
  try {
    return await awaitsPayment(container, orderId)
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.debug(`clientele: the payment of ${orderId} is left to its job (${(error as Error).message})`)
    return false
  }
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
