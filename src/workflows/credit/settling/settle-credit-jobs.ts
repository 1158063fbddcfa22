import { z } from "@medusajs/framework/zod"
import { clienteleError } from "../../../kernel/errors"
import { CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import { defineJob } from "../../../modules/job_queue"
import { settleCreditOrders } from "./settle-credit-orders"

declare module "../../../modules/job_queue/types" {
  interface JobPayloads {
    /** Brings the receivable of an order on terms to the amount that the order owes. */
    "credit.settle_order": { order_id: string }
    /** Retries the orders on one account that wait for an approval, the oldest first. */
    "credit.retry_waiting": { account_id: string }
  }
}

/** Maximum orders of one account. The sweep handles more. */
const MOST_WAITING = 200

/** If the account is locked, the queue retries the job, and finally the sweep does the work. @throws `account_busy` */
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

/** The same for an account's waiting orders. @throws `account_busy` */
export const retryWaitingJob = defineJob({
  name: "credit.retry_waiting",
  queue: "awards",
  schema: z.strictObject({ account_id: z.string().min(1).max(200) }),
  handler: async ({ account_id }, { container }) => {
    const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
    const waiting = await credit.listWaiting({ accountId: account_id, limit: MOST_WAITING })
    const ids = waiting.map(({ order_id }) => order_id)
    const outcomes = ids.length === 0 ? [] : await settleCreditOrders(container, ids)
    if (outcomes.some(({ outcome }) => outcome === "busy")) {
      throw clienteleError("account_busy")
    }
  },
})
