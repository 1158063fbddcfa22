import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { SharedContext } from "../module-transaction"
import { followCustomer } from "./follow"

type Ids = string | string[] | { id?: string | string[] }
type CustomerModule = {
  restoreCustomers(ids: Ids, config?: object, context?: SharedContext): Promise<unknown>
  [BOUND]?: boolean
}

const BOUND = Symbol.for("medusa-plugin-clientele.customer-profiles-bound")

/**
 * A customer who is brought back has the profile again (CONTRACT R9). Medusa has no event for it, only the public method of
 * its Customer module. Never fails it: the customer's next change brings the profile back as well.
 */
export function bindProfiles(container: MedusaContainer): void {
  const customers = container.resolve<CustomerModule>(Modules.CUSTOMER)
  if (customers[BOUND]) {
    return
  }
  const restore = customers.restoreCustomers.bind(customers)
  customers.restoreCustomers = async (ids, config, context) => {
    const answer = await restore(ids, config, context)
    const named = typeof ids === "object" && !Array.isArray(ids) ? ids.id : ids
    for (const id of context?.transactionManager || named === undefined ? [] : [named].flat()) {
      await followCustomer(container, id).catch((error: Error) => {
        const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
        logger.warn(`clientele: the profile of ${id} was not brought back (${error.message})`)
      })
    }
    return answer
  }
  Object.defineProperty(customers, BOUND, { value: true })
}
