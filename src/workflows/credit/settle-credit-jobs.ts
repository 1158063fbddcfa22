import { z } from "@medusajs/framework/zod"
import { clienteleError } from "../../kernel/errors"
import { defineJob } from "../../modules/job_queue"
import { settleCreditOrders } from "./settle-credit-orders"

declare module "../../modules/job_queue/types" {
  interface JobPayloads {
    /** Brings the receivable of an order on terms to what the order owes. */
    "credit.settle_order": { order_id: string }
  }
}

/** A job whose account is locked is tried again by the queue, and at last by the sweep. @throws `account_busy` */
export const settleCreditOrderJob = defineJob({
  name: "credit.settle_order",
  queue: "awards",
  schema: z.strictObject({ order_id: z.string().min(1).max(100) }),
  handler: async ({ order_id }, { container }) => {
    const outcomes = await settleCreditOrders(container, [order_id])
    if (outcomes.some(({ outcome }) => outcome === "busy")) {
      throw clienteleError("account_busy")
    }
  },
})
