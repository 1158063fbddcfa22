import { hasCreditTerms } from "../../../kernel/credit-terms"
import { CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import { createBuffer, lookUp } from "../../shared/jobs/buffer"
import { enqueueJob } from "../../shared/jobs/enqueue-job"
import { findOrdersOfFulfillment } from "../../shared/orders/orders-of-fulfillment"
import { findOrdersOfPayments } from "../../shared/orders/orders-of-payments"

/** As for points: the answer to the shopper goes first, and all events of one order have come. */
const BUFFER_MS = 200

type Changed = { order_id: string } | { payment_id: string } | { fulfillment_id: string }

/**
 * Has the receivables of changed orders settled soon, by one job for each order on terms. Other orders make no job. The sweep
 * repeats what is lost on the way.
 */
export const settleCreditSoon = createBuffer<Changed>({
  quietMs: BUFFER_MS,
  key: (changed) => Object.values(changed)[0] as string,
  flush: async (container, changed) => {
    if (!hasCreditTerms()) {
      return
    }
    const paymentIds = changed.flatMap((one) => ("payment_id" in one ? [one.payment_id] : []))
    const ofPayments = paymentIds.length === 0 ? [] : await findOrdersOfPayments(container, paymentIds)
    const named = changed.flatMap((one) => ("order_id" in one ? [one.order_id] : []))
    const sent = changed.flatMap((one) => ("fulfillment_id" in one ? [one.fulfillment_id] : []))
    const ofShipments = await Promise.all(sent.map((id) => findOrdersOfFulfillment(container, id)))
    const orderIds = [...new Set([...named, ...ofPayments, ...ofShipments.flat()])]
    const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
    const holds = await lookUp(container, "which orders are on terms", () => credit.listHolds(orderIds))
    const due = holds?.map(({ order_id }) => order_id) ?? orderIds
    await Promise.all(due.map((order_id) => enqueueJob(container, "credit.settle_order", { order_id })))
  },
})
