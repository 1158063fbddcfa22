import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { errorLabel } from "../../kernel/error-text"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../modules/one_time_code"
import { mailCode } from "./mail-code"

/** Maximum mails that one run recovers. */
const BATCH = 50

/**
 * Recovers mails whose job was lost, because the queue is no guarantee (ADR 0005), and deletes old rows.
 *
 * @returns the number of lost jobs
 */
export async function recoverMails(container: MedusaContainer): Promise<number> {
  const codes = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
  await codes.cleanUp()
  const forgotten = await codes.listUnsent(BATCH)
  for (const id of forgotten) {
    try {
      await mailCode(container, id)
    } catch (error) {
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logger.error(
        `clientele: the mail of ${id} was not sent (${errorLabel(error)}); the shopper can request a new code`,
      )
    }
  }
  return forgotten.length
}
