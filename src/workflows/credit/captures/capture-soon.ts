import type { MedusaContainer } from "@medusajs/framework/types"
import { hasCreditTerms } from "../../../kernel/credit-terms"
import { errorText } from "../../../kernel/error-text"
import { CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import { logSafely } from "../../shared/events/emit"
import { enqueueJob } from "../../shared/jobs/enqueue-job"

/** Maximum orders that one posting captures at once. The sweep captures the rest. */
const MAX_JOBS = 200

/**
 * Adds a job for each order that brings Medusa's captures to the ledger's state (ADR 0058). Never fails, because the money
 * is recorded and the sweep recovers lost jobs.
 *
 * @param except orders that the caller captures itself
 */
export async function captureSoon(
  container: MedusaContainer,
  accountId: string,
  except: ReadonlySet<string> = new Set(),
): Promise<void> {
  if (!hasCreditTerms()) {
    return
  }
  try {
    const behind = await container.resolve<CreditModuleService>(CREDIT_MODULE).listUncaptured(accountId, MAX_JOBS)
    const orderIds = behind.filter((id) => !except.has(id))
    await Promise.all(orderIds.map((order_id) => enqueueJob(container, "credit.settle_order", { order_id })))
  } catch (error) {
    logSafely(container, "warn", `clientele: the next sweep syncs the captures (${errorText(error)})`)
  }
}
