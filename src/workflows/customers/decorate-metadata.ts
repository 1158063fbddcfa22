import type { Wrappers } from "../../kernel/decorate"
import { withoutUndefined } from "../../kernel/without-undefined"
import { inModuleTransaction } from "../shared/medusa/module-transaction"
import { type CustomerModule, checkHeld, lockMetadata } from "./metadata-under-lock"

/**
 * Runs changes of one customer's metadata one after another (contract R7, ADR 0026). Medusa reads metadata, merges the
 * change and writes all of it, so of two parallel changes one would lose the other's keys. With the customer's row locked
 * first, Medusa reads the latest value. An update without metadata opens no transaction of ours.
 */
export function mergeUnderLock(customers: CustomerModule): Wrappers<CustomerModule> {
  return {
    updateCustomers: (update) => async (target, given, context) => {
      // Medusa clears a field that is `undefined`, and its undo step passes `undefined` for every field that the change did
      // not name. So a refused change deleted name, email and metadata.
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

/**
 * The customers of an update. They are read before the transaction, because Medusa must not reuse a row there that it has
 * read earlier.
 */
export async function idsOf(customers: Pick<CustomerModule, "listCustomers">, target: unknown): Promise<string[]> {
  const named = typeof target === "object" && !Array.isArray(target) ? (target as { id?: unknown } | null)?.id : target
  if (typeof named === "string" || Array.isArray(named)) {
    return [named].flat() as string[]
  }
  return (await customers.listCustomers(Object(target), { select: ["id"] })).map(({ id }) => id)
}
