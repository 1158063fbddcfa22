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
  /** What the customer had when it was written; until then nothing. What takes the change back later is held to nothing. */
  before?: Metadata | null
}

/** Whose metadata the work at hand changes. */
const held = new AsyncLocalStorage<Held>()

/**
 * Asserts that a customer's metadata stays within its limit once it is merged with a change (contract R7).
 *
 * @param customerId none for a customer who is to be made; an unknown one has no metadata
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
 * Runs a request that changes a customer's metadata through Medusa: the limit is asserted once more under the lock of the
 * customer, when that change is written (ADR 0026).
 */
export function holdToLimit<T>(customerId: string, work: () => T): T {
  return held.run({ customerId }, work)
}

/** @param present what the customers have, read under their locks @throws `metadata_too_large` */
export function checkHeld(present: ReadonlyMap<string, Metadata | null>, change: Metadata | null): void {
  const work = held.getStore()
  const before = work && present.get(work.customerId)
  if (work && before !== undefined && work.before === undefined) {
    work.before = before
    checkMetadata(mergeMetadata(before, change), before)
  }
}

/** What these customers have, with their rows locked until the transaction ends. In the order of ids, as two may share some. */
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
 * @param change in Medusa's terms: a key that is `""` goes, `null` empties all
 * @returns what takes it back: of the keys that were changed, and of no others
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
