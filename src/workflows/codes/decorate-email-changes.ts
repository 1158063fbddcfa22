import type { MedusaContainer } from "@medusajs/framework/types"
import type { Wrappers } from "../../kernel/decorate"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../modules/one_time_code"
import { canonicalMailbox } from "../../modules/points"
import { inModuleTransaction, type SharedContext } from "../shared/medusa/module-transaction"

type CustomerRow = { id: string; email?: string | null }
type Update = { email?: string | null }

/** The public methods of Medusa's Customer module that we decorate or call, and how it opens a transaction. */
type CustomerModule = {
  updateCustomers(target: string | string[] | object, data: Update, context?: SharedContext): Promise<unknown>
  listCustomers(filters: object, config: object, context?: SharedContext): Promise<CustomerRow[]>
  baseRepository_: Parameters<typeof inModuleTransaction>[0]["baseRepository_"]
}

/**
 * Records every change of a customer's email address in the transaction of the change (ADR 0001, 0008, 0019). An event
 * comes later, can be lost, and does not say what the address was. An update without an address runs Medusa's method
 * unchanged.
 */
export function noteEmailChanges(customers: CustomerModule, container: MedusaContainer): Wrappers<CustomerModule> {
  const codes = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
  return {
    updateCustomers: (update) => async (target, data, context) => {
      if (data?.email === undefined) {
        return update(target, data, context)
      }
      return inModuleTransaction(customers, context, async (manager) => {
        const shared = { ...context, transactionManager: manager }
        const filters = typeof target === "string" || Array.isArray(target) ? { id: target } : target
        const before = await customers.listCustomers(filters, { select: ["id", "email"] }, shared)
        const updated = await update(target, data, shared)
        const moved = before.filter(({ email }) => canonicalMailbox(email) !== canonicalMailbox(data.email))
        if (moved.length > 0) {
          const ids = moved.map(({ id }) => id)
          await codes.noteEmailChange(ids, manager.getTransactionContext())
        }
        return updated
      })
    },
  }
}
