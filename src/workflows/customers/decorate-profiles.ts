import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { Wrappers } from "../../kernel/decorate"
import { errorText } from "../../kernel/error-text"
import type { SharedContext } from "../shared/medusa/module-transaction"
import { syncProfile } from "./sync-profile"

type Ids = string | string[] | { id?: string | string[] }
type CustomerModule = {
  restoreCustomers(ids: Ids, config?: object, context?: SharedContext): Promise<unknown>
}

/**
 * Restores the profile with its customer (contract R9). Medusa emits no event for that and has only the public method of
 * its Customer module. A failure never stops Medusa, because the customer's next change restores the profile, too.
 */
export function restoreProfiles(_customers: CustomerModule, container: MedusaContainer): Wrappers<CustomerModule> {
  return {
    restoreCustomers: (restore) => async (ids, config, context) => {
      const answer = await restore(ids, config, context)
      const named = typeof ids === "object" && !Array.isArray(ids) ? ids.id : ids
      for (const id of context?.transactionManager || named === undefined ? [] : [named].flat()) {
        await syncProfile(container, id).catch((error: Error) => {
          const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
          logger.warn(`clientele: the profile of ${id} could not be restored (${errorText(error)})`)
        })
      }
      return answer
    },
  }
}
