import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { errorText } from "../../../kernel/error-text"
import type { CreditSettlementOutcome } from "../../../modules/credit"
import { enqueueJob } from "../../shared/jobs/enqueue-job"
import { settleCreditOrders } from "./settle-credit-orders"

/**
 * Settles an order that was just put on account, so that its receivable and payment exist when the answer is sent. If this
 * fails, a job or the sweep does it, and the decision stays.
 *
 * @returns the result of the settlement; `null` if a job does it later
 */
export async function settleNow(container: MedusaContainer, orderId: string): Promise<CreditSettlementOutcome | null> {
  const outcomes = await settleCreditOrders(container, [orderId]).catch((error: Error) => {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: ${orderId} is on terms and will be settled later: ${errorText(error)}`)
    return null
  })
  if (!outcomes || outcomes.some(({ outcome }) => outcome === "busy")) {
    await enqueueJob(container, "credit.settle_order", { order_id: orderId })
    return null
  }
  return outcomes[0] ?? null
}
