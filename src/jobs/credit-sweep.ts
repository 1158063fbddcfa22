import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { hasCreditTerms } from "../kernel/credit-terms"
import { withLoggableErrors } from "../kernel/error-text"
import { count } from "../kernel/metrics"
import { CREDIT_MODULE, type CreditModuleService } from "../modules/credit"
import { endMembershipsOfGone } from "../workflows/credit/accounts/end-memberships-of-gone"
import { sweepCreditOrders } from "../workflows/credit/settling/sweep-credit-orders"

/**
 * The guarantee of contract R24: every five minutes, receivables are brought to the amounts that their orders owe, and
 * memberships of deleted customers end.
 */
async function creditSweep(container: MedusaContainer): Promise<void> {
  // Settles orders on terms even after the provider was removed from the configuration.
  if (!hasCreditTerms() && !(await container.resolve<CreditModuleService>(CREDIT_MODULE).hasHolds())) {
    return
  }
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  await endMembershipsOfGone(container)
  const { posted, failed } = await sweepCreditOrders(container)
  count("clientele.sweep.findings", { sweep: "credit", result: "repaired" }, posted.length)
  count("clientele.sweep.findings", { sweep: "credit", result: "failed" }, failed.length)
  for (const { order_id, message } of failed) {
    logger.error(`clientele: the sweep could not settle the receivable of ${order_id}: ${message}`)
  }
  if (posted.length > 0) {
    logger.info(`clientele: the sweep adjusted ${posted.length} receivables to their orders`)
  }
}

export default withLoggableErrors(creditSweep)

export const config = { name: "clientele-credit-sweep", schedule: "*/5 * * * *" }
