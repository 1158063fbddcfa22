import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { enqueueJob } from "../../shared/jobs/enqueue-job"
import { settleCreditOrders } from "./settle-credit-orders"

/**
 * Settles an order that has just come on account, so that its debt and its payment are there with the answer. What was decided stands, so
 * a job repeats what fails now, and the sweep.
 *
 * @returns the entry that was posted; `null` for none
 */
export async function settleNow(container: MedusaContainer, orderId: string): Promise<string | null> {
  const outcomes = await settleCreditOrders(container, [orderId]).catch((error: Error) => {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: ${orderId} is on account and settled later: ${error.message}`)
    return null
  })
  if (!outcomes || outcomes.some(({ outcome }) => outcome === "busy")) {
    await enqueueJob(container, "credit.settle_order", { order_id: orderId })
  }
  return outcomes?.[0]?.entry_id ?? null
}
