import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { errorText } from "../../../kernel/error-text"
import type { CreditSettlementOutcome } from "../../../modules/credit"
import { enqueueJob } from "../../shared/jobs/enqueue-job"
import { settleCreditOrders } from "./settle-credit-orders"

/**
 * Settles an order that has just come on account, so that its debt and its payment are there with the answer. What was decided stands, so
 * a job repeats what fails now, and the sweep.
 *
 * @returns what settling did; `null` where a job does it later
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
