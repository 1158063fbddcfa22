import type { MedusaContainer } from "@medusajs/framework/types"
import { fieldChanges } from "../../kernel/change-log"
import { rows } from "../../kernel/database"
import type { Wrappers } from "../../kernel/decorate"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"
import { isAnonymousEmail } from "../shared/customers/anonymous-email"
import { inModuleTransaction, type SharedContext } from "../shared/medusa/module-transaction"
import { idsOf } from "./decorate-metadata"

/** Medusa's fields of a customer whose changes are logged. */
const LOGGED = ["email", "first_name", "last_name", "company_name", "phone"] as const

type CustomerRow = { id: string } & { [Field in (typeof LOGGED)[number]]?: string | null }

/** The public methods of Medusa's Customer module that we decorate or call, and how it opens a transaction. */
type CustomerModule = {
  updateCustomers(
    target: string | string[] | object,
    data: Partial<CustomerRow>,
    context?: SharedContext,
  ): Promise<unknown>
  listCustomers(filters: object, config: object): Promise<{ id: string }[]>
  baseRepository_: Parameters<typeof inModuleTransaction>[0]["baseRepository_"]
}

/**
 * Logs changes of Medusa's fields of a customer in the transaction that makes them (contract R29, ADR 0061), on every path.
 * An update of other fields runs Medusa's method unchanged. Anonymising is not logged, because the former values must not
 * be kept.
 */
export function logCustomerChanges(customers: CustomerModule, container: MedusaContainer): Wrappers<CustomerModule> {
  const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
  return {
    updateCustomers: (update) => async (target, data, context) => {
      const named = LOGGED.filter((field) => data?.[field] !== undefined)
      if (named.length === 0 || isAnonymousEmail(data.email)) {
        return update(target, data, context)
      }
      const ids = await idsOf(customers, target)
      return inModuleTransaction(customers, context, async (manager) => {
        const db = manager.getTransactionContext()
        // Under the rows' locks, so that of two parallel changes each logs the values that the other left.
        const before = await rows<CustomerRow>(
          db,
          `select id, ${named.join(", ")} from customer where id = any (?) order by id for no key update`,
          [ids],
        )
        const updated = await update(target, data, { ...context, transactionManager: manager })
        const changed = before.map((row) => ({
          customer_id: row.id,
          action: "changed" as const,
          changes: fieldChanges<CustomerRow>(row, { ...row, ...pick(data, named) }, named),
        }))
        await profiles.logChanges(db, changed)
        return updated
      })
    },
  }
}

const pick = (data: Partial<CustomerRow>, fields: readonly (typeof LOGGED)[number][]) =>
  Object.fromEntries(fields.map((field) => [field, data[field]]))
