import { AsyncLocalStorage } from "node:async_hooks"
import type { ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { rows } from "../../kernel/database"
import { checkMetadata, type Metadata, mergeMetadata } from "../../modules/customer_profile"
import type { inModuleTransaction, ModuleTransaction, SharedContext } from "../shared/medusa/module-transaction"

/** The public methods of Medusa's Customer module that change metadata, and how it opens a transaction. */
export type CustomerModule = {
  updateCustomers(target: unknown, data: { metadata?: Metadata | null }, context?: SharedContext): Promise<unknown>
  listCustomers(filters: object, config: object): Promise<{ id: string }[]>
  baseRepository_: Parameters<typeof inModuleTransaction>[0]["baseRepository_"]
}

type Held = {
  customerId: string
  /** The customer's metadata at the time of the write; nothing before it. A later undo is not limited. */
  before?: Metadata | null
}

/** The customer whose metadata the current work changes. */
const held = new AsyncLocalStorage<Held>()

/**
 * Asserts that a customer's metadata is within the limit after a change (contract R7).
 *
 * @param customerId omitted for a new customer; an unknown customer has no metadata
 * @throws `metadata_too_large`
 */
export async function checkNewMetadata(
  container: MedusaContainer,
  customerId: string | undefined,
  change: Metadata,
): Promise<void> {
  const before = await readMetadata(container, customerId)
  checkMetadata(mergeMetadata(before, change), before)
}

/**
 * Runs a request that changes a customer's metadata through Medusa. The limit is checked again under the customer's lock,
 * when the change is written (ADR 0026).
 */
export function holdToLimit<T>(customerId: string, work: () => T): T {
  return held.run({ customerId }, work)
}

/** @param present the customers' metadata, read under their locks @throws `metadata_too_large` */
export function checkHeld(present: ReadonlyMap<string, Metadata | null>, change: Metadata | null): void {
  const work = held.getStore()
  const before = work && present.get(work.customerId)
  if (work && before !== undefined && work.before === undefined) {
    work.before = before
    checkMetadata(mergeMetadata(before, change), before)
  }
}

/**
 * The metadata of these customers, with their rows locked until the transaction ends. In the order of ids, so that two
 * calls cannot deadlock.
 */
export async function lockMetadata(
  manager: ModuleTransaction,
  ids: readonly string[],
): Promise<Map<string, Metadata | null>> {
  const found = await rows<{ id: string; metadata: Metadata | null }>(
    manager.getTransactionContext(),
    "select id, metadata from customer where id = any (?) order by id for no key update",
    [ids],
  )
  return new Map(found.map(({ id, metadata }) => [id, metadata]))
}

/**
 * Merges a change into a customer's metadata, one after another (contract R7).
 *
 * @param change in Medusa's form: `""` deletes a key, `null` clears all
 * @returns the undo of the changed keys only
 * @throws `metadata_too_large`
 */
export async function changeMetadata(
  container: MedusaContainer,
  customerId: string,
  change: Metadata | null,
): Promise<Metadata> {
  const customers = container.resolve<CustomerModule>(Modules.CUSTOMER)
  const work: Held = { customerId }
  await held.run(work, () => customers.updateCustomers(customerId, { metadata: change }))
  const before = work.before ?? {}
  const keys = Object.keys(change ?? before)
  return Object.fromEntries(keys.map((key) => [key, Object.hasOwn(before, key) ? before[key] : ""]))
}

async function readMetadata(container: MedusaContainer, id: string | undefined): Promise<Metadata | null> {
  if (!id) {
    return null
  }
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const [customer] = await customers.listCustomers({ id }, { select: ["id", "metadata"] })
  return customer?.metadata ?? null
}
