import type { MedusaContainer } from "@medusajs/framework/types"
import type { Wrappers } from "../../kernel/decorate"
import { afterCustomersChanged } from "../shared/customers/refresh-index"
import type { SharedContext } from "../shared/medusa/module-transaction"

type Row = { id: string }
type Ids = string | string[] | { id?: string | string[] }

/** The public methods of Medusa's Customer module that change who is listed, or how. */
type CustomerModule = {
  createCustomers(data: object | object[], context?: SharedContext): Promise<Row | Row[]>
  updateCustomers(target: unknown, data: object, context?: SharedContext): Promise<Row | Row[]>
  softDeleteCustomers(ids: Ids, config?: object, context?: SharedContext): Promise<unknown>
  restoreCustomers(ids: Ids, config?: object, context?: SharedContext): Promise<unknown>
  deleteCustomers(ids: Ids, context?: SharedContext): Promise<void>
}

/**
 * Lists and search show the last changes of Medusa's Customer module at once (ADR 0021), on every path, without waiting for
 * an event that may be lost. Inside a transaction that is still open there is nothing to read yet: the event or the sweep
 * finds those.
 */
export function refreshIndex(_customers: CustomerModule, container: MedusaContainer): Wrappers<CustomerModule> {
  const refresh = async (ids: readonly string[], context: SharedContext | undefined) => {
    if (ids.length > 0 && !context?.transactionManager) {
      await afterCustomersChanged(container, ids)
    }
  }
  const changing =
    (change: CustomerModule["updateCustomers"]): CustomerModule["updateCustomers"] =>
    async (target, data, context) => {
      const changed = await change(target, data, context)
      await refresh(idsOf(changed), context)
      return changed
    }
  const deleting =
    (remove: CustomerModule["softDeleteCustomers"]): CustomerModule["softDeleteCustomers"] =>
    async (ids, config, context) => {
      const answer = await remove(ids, config, context)
      await refresh(named(ids), context)
      return answer
    }
  return {
    createCustomers: (create) => async (data, context) => {
      const created = await create(data, context)
      await refresh(idsOf(created), context)
      return created
    },
    updateCustomers: changing,
    softDeleteCustomers: deleting,
    restoreCustomers: deleting,
    deleteCustomers: (remove) => async (ids, context) => {
      await remove(ids, context)
      await refresh(named(ids), context)
    },
  }
}

const idsOf = (rows: Row | Row[]): string[] => [rows].flat().map(({ id }) => id)

/** A selector without ids names no customers that could be read afterwards. */
function named(ids: Ids): string[] {
  const given = typeof ids === "object" && !Array.isArray(ids) ? ids.id : ids
  return given === undefined ? [] : [given].flat()
}
