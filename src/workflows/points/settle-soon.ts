import type { MedusaContainer } from "@medusajs/framework/types"
import { createBuffer, lookUp } from "../shared/jobs/buffer"
import { enqueueJob } from "../shared/jobs/enqueue-job"
import { mapOrdersOfPayments } from "../shared/orders/orders-of-payments"
import { findAwaitingPayment } from "./awaiting-payment"

/**
 * Long enough for the answer of the call that placed the order, and for all events of that order. Short enough that
 * shoppers do not notice.
 */
const BUFFER_MS = 200

type OrderEvent = { order_id: string; cause: string }
type PaymentEvent = { payment_id: string; cause: string }

/**
 * Adds jobs that settle changed orders: one for each order, and one for each payment of other orders (ADR 0006). A newly
 * placed order that awaits its payment gets no job. The sweep recovers lost jobs.
 *
 * @param event the event's name as `cause`, and its order or payment
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
 * One job of an order reads all changes. Two parallel jobs would race for the completion time, which is stored once. For an
 * order from before the programme only the job of the completion's event knows it (contract R34), so that cause wins.
 * `order.placed` can result in no job (ADR 0030), so any other cause of an order wins over it. A payment's cause does not:
 * a capture is committed before its event, so the look-up of payments sees it.
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
 * Removes orders that await their payment, because they earn nothing and this look-up costs less than a job. If it fails,
 * the jobs decide.
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

/** Removes payments of orders that have a job anyway. If the look-up fails, the payments' jobs find their orders. */
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
