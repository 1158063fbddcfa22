import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { withLoggableErrors } from "../kernel/error-text"
import { refreshCreditChecks } from "../workflows/credit/checks/refresh-credit-checks"

/** Repeats expired credit checks by the providers of `creditCheck.refresh` (contract R28), hourly. */
async function creditChecks(container: MedusaContainer): Promise<void> {
  const { made, failed } = await refreshCreditChecks(container)
  if (made + failed > 0) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.info(`clientele: ${made} expired credit checks were run again, ${failed} failed`)
  }
}

export default withLoggableErrors(creditChecks)

export const config = { name: "clientele-credit-checks", schedule: "43 * * * *" }
