import type { MedusaContainer } from "@medusajs/framework/types"
import { z } from "@medusajs/framework/zod"
import { clienteleError } from "../../kernel/errors"
import { defineJob } from "../../modules/job_queue"
import { findOrdersOfPayments } from "../shared/orders/orders-of-payments"
import { settleOrders } from "./settle-orders"

declare module "../../modules/job_queue/types" {
  interface JobPayloads {
    /** Look at an order: award, reverse or nothing. `cause` is the event's name. */
    "points.settle_order": { order_id: string; cause: string }
    /** The same for the order that a payment belongs to; there may be none yet. */
    "points.settle_payment": { payment_id: string; cause: string }
  }
}

/** A job whose account is held is tried again by the queue, and at last by the sweep. @throws `account_busy` */
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
    // A capture that precedes its order is a no-op; `order.placed` or the sweep makes it good (contract R32).
    const orderIds = await findOrdersOfPayments(container, [payload.payment_id])
    if (orderIds.length > 0) {
      await settleAll(container, orderIds, payload.cause)
    }
  },
})
