import type { MedusaContainer } from "@medusajs/framework/types"
import { z } from "@medusajs/framework/zod"
import { clienteleError } from "../../kernel/errors"
import { defineJob } from "../../modules/job_queue"
import { findOrdersOfPayments } from "../shared/orders/orders-of-payments"
import { settleOrders } from "./settle-orders"

declare module "../../modules/job_queue/types" {
  interface JobPayloads {
    /** Settles an order: award, reversal or nothing. `cause` is the event's name. */
    "points.settle_order": { order_id: string; cause: string }
    /** The same for the order of a payment, if there is one yet. */
    "points.settle_payment": { payment_id: string; cause: string }
  }
}

/** If the account is locked, the queue retries the job, and finally the sweep does the work. @throws `account_busy` */
async function settleAll(container: MedusaContainer, order_ids: string[], cause: string): Promise<void> {
  const settled = await settleOrders(container, { order_ids, cause })
  if (settled.some(({ outcome }) => outcome === "busy")) {
    throw clienteleError("account_busy")
  }
}

const id = z.string().min(1).max(100)
const cause = z.string().min(1).max(60)

export const settleOrderJob = defineJob({
  name: "points.settle_order",
  queue: "awards",
  schema: z.strictObject({ order_id: id, cause }),
  handler: async (payload, { container }) => {
    await settleAll(container, [payload.order_id], payload.cause)
  },
})

export const settlePaymentJob = defineJob({
  name: "points.settle_payment",
  queue: "awards",
  schema: z.strictObject({ payment_id: id, cause }),
  handler: async (payload, { container }) => {
    // A capture before its order does nothing. `order.placed` or the sweep settles the order (contract R32).
    const orderIds = await findOrdersOfPayments(container, [payload.payment_id])
    if (orderIds.length > 0) {
      await settleAll(container, orderIds, payload.cause)
    }
  },
})
