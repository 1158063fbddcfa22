import type { ModuleTransaction } from "../shared/medusa/module-transaction"

/** Medusa's kinds of default address. */
export const FLAGS = ["is_default_billing", "is_default_shipping"] as const
export type Flag = (typeof FLAGS)[number]
export type Marks = Partial<Record<Flag, boolean>>

/**
 * Whether a call is the one with which Medusa's workflows clear the former default before they set the new one
 * (`maybe-unset-default-…-customer-addresses`). {@link clearDefaults} does both in one transaction instead. Between
 * Medusa's two steps a parallel change, or a failure, would leave the customer without a default (ADR 0043).
 */
export function isClearing(selector: unknown, change: object | undefined): boolean {
  const flag = onlyMark(change, false)
  const given = Object(selector)
  return flag !== undefined && hasOnly(given, ["customer_id", flag]) && Array.isArray(given.customer_id) && given[flag]
}

/** Whether a call is the undo of the same step. A default that another address has by then stays there. */
export function isRestoring(selector: unknown, change: object | undefined): boolean {
  return onlyMark(change, true) !== undefined && hasOnly(Object(selector), ["id"]) && Array.isArray(Object(selector).id)
}

/** The mark that a change sets to this value, if it does nothing else. */
function onlyMark(change: object | undefined, value: boolean): Flag | undefined {
  return FLAGS.find((flag) => hasOnly(Object(change), [flag]) && Object(change)[flag] === value)
}

const hasOnly = (object: object, keys: readonly string[]) =>
  Object.keys(object).length === keys.length && keys.every((key) => key in object)

/**
 * Clears a default of these customers, so that another address can take it in the same transaction. Call under the customers'
 * locks.
 *
 * @param except ids of the addresses that take the default
 */
export async function clearDefaults(
  manager: ModuleTransaction,
  flag: Flag,
  customerIds: readonly string[],
  except: readonly string[],
  update: (selector: object, change: Marks) => Promise<unknown>,
): Promise<void> {
  if (customerIds.length === 0) {
    return
  }
  const others = except.length > 0 ? { id: { $nin: except } } : {}
  await update({ customer_id: customerIds, [flag]: true, ...others }, { [flag]: false })
  // The unique index checks each row, so the old default must be cleared before the new one is written.
  await manager.flush()
}
