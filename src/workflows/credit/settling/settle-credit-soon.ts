import { hasCreditTerms } from "../../../kernel/credit-terms"
import { CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import { createBuffer, lookUp } from "../../shared/jobs/buffer"
import { enqueueJob } from "../../shared/jobs/enqueue-job"
import { findOrdersOfFulfillment } from "../../shared/orders/orders-of-fulfillment"
import { findOrdersOfPayments } from "../../shared/orders/orders-of-payments"

/** As for points: after the answer to the shopper, and after all events of one order. */
const BUFFER_MS = 200

type Changed = { order_id: string } | { payment_id: string } | { fulfillment_id: string }

/**
 * Adds a job for each changed order on terms that settles its receivable. Other orders get no job. The sweep recovers lost
 * jobs.
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
