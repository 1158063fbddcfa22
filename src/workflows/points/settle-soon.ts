import type { MedusaContainer } from "@medusajs/framework/types"
import { createBuffer, lookUp } from "../shared/jobs/buffer"
import { enqueueJob } from "../shared/jobs/enqueue-job"
import { mapOrdersOfPayments } from "../shared/orders/orders-of-payments"
import { findAwaitingPayment } from "./awaiting-payment"

/**
 * Long enough for the answer to the call that placed the order to be on its way, and for all events of that order to have
 * come; short enough that shoppers do not notice the wait.
 */
const BUFFER_MS = 200

type OrderEvent = { order_id: string; cause: string }
type PaymentEvent = { payment_id: string; cause: string }

/**
 * Has an order looked at soon: by one job for each order, and by one for each payment of other orders (ADR 0006). An order
 * that was just placed and waits for its payment has none. The sweep repairs lost jobs.
 *
 * @param event an event's name as `cause`, and the order that it names, or the payment
 */
export const settleSoon = createBuffer<OrderEvent | PaymentEvent>({
  quietMs: BUFFER_MS,
  key: (event) => `${"order_id" in event ? event.order_id : event.payment_id} ${event.cause}`,
  flush: async (container, events) => {
    const orders = onePerOrder(events.filter((event) => "order_id" in event))
    const payments = events.filter((event) => "payment_id" in event)
    const isPlaced = ({ cause }: OrderEvent) => cause === "order.placed"
    const enqueueOrders = (some: OrderEvent[]) =>
      some.map((order) => enqueueJob(container, "points.settle_order", order))
    const enqueuePayments = (some: PaymentEvent[]) =>
      some.map((payment) => enqueueJob(container, "points.settle_payment", payment))
    // Events are emitted after the response, so the shopper does not wait for subscribers.
    await Promise.all([
      ...enqueueOrders(orders.filter((order) => !isPlaced(order))),
      dueOrders(container, orders.filter(isPlaced)).then((due) => Promise.all(enqueueOrders(due))),
      otherPayments(container, payments, orders).then((other) => Promise.all(enqueuePayments(other))),
    ])
  },
})

/**
 * One job of an order reads all that has happened to it. Two at once would race for when it was completed, which is noted once,
 * and which only the job of that event knows for an order from before the programme (contract R34): so that cause wins.
 * `order.placed` may make no job (ADR 0030): any other cause of an order wins over that one. A payment's does not: the look at
 * the order's payments sees what was captured, as its event comes after it.
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

/**
 * Without the orders that wait for their payment: there is nothing to award, and to find that out costs less than a job does.
 * What cannot be told now is left to the job.
 */
async function dueOrders(container: MedusaContainer, placed: OrderEvent[]): Promise<OrderEvent[]> {
  const awaiting = await lookUp(container, "which orders wait for their payment", () =>
    findAwaitingPayment(
      container,
      placed.map(({ order_id }) => order_id),
    ),
  )
  return placed.filter(({ order_id }) => !awaiting?.has(order_id))
}

/** Without the payments of orders that are looked at anyway. What cannot be told now is told when its job runs. */
async function otherPayments(
  container: MedusaContainer,
  payments: PaymentEvent[],
  orders: OrderEvent[],
): Promise<PaymentEvent[]> {
  if (payments.length === 0 || orders.length === 0) {
    return payments
  }
  const ofPayments = await lookUp(container, "which orders payments belong to", () =>
    mapOrdersOfPayments(
      container,
      payments.map(({ payment_id }) => payment_id),
    ),
  )
  const told = new Set(orders.map(({ order_id }) => order_id))
  return payments.filter(({ payment_id }) => !told.has(ofPayments?.get(payment_id) ?? ""))
}
