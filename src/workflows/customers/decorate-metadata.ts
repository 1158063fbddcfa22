import type { Wrappers } from "../../kernel/decorate"
import { withoutUndefined } from "../../kernel/without-undefined"
import { inModuleTransaction } from "../shared/medusa/module-transaction"
import { type CustomerModule, checkHeld, lockMetadata } from "./metadata-under-lock"

/**
 * Lets changes of one customer's metadata happen one after another (contract R7, ADR 0026). Medusa reads metadata, merges the
 * change and writes all of it, so of two at once one would lose the other's keys. With the customer's row locked first, what
 * it reads in that transaction is the latest. An update that names no metadata opens no transaction of ours.
 */
export function mergeUnderLock(customers: CustomerModule): Wrappers<CustomerModule> {
  return {
    updateCustomers: (update) => async (target, given, context) => {
      // Medusa empties a field that is `undefined`, and its step that takes a change back names every field that the change
      // did not: a refused change cost the customer name, email and metadata.
      const data = withoutUndefined(given ?? {})
      const change = data.metadata
      if (change === undefined) {
        return update(target, data, context)
      }
      const ids = await idsOf(customers, target)
      return inModuleTransaction(customers, context, async (manager) => {
        checkHeld(await lockMetadata(manager, ids), change)
        return update(target, data, { ...context, transactionManager: manager })
      })
    },
  }
}

/** Whom an update is about. Read before the transaction, in which Medusa must not meet a row that it has read earlier. */
export async function idsOf(customers: Pick<CustomerModule, "listCustomers">, target: unknown): Promise<string[]> {
  const named = typeof target === "object" && !Array.isArray(target) ? (target as { id?: unknown } | null)?.id : target
  if (typeof named === "string" || Array.isArray(named)) {
    return [named].flat() as string[]
  }
  return (await customers.listCustomers(Object(target), { select: ["id"] })).map(({ id }) => id)
}
