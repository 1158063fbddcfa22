import { AsyncLocalStorage } from "node:async_hooks"
import type { MedusaContainer } from "@medusajs/framework/types"
import { rows } from "../../kernel/database"
import type { Wrappers } from "../../kernel/decorate"
import type { ClienteleEvent } from "../../types/events"
import { customerEvents } from "../shared/events/customer-events"
import { emit } from "../shared/events/emit"
import { inModuleTransaction, type ModuleTransaction, type SharedContext } from "../shared/medusa/module-transaction"
import { noteWithin } from "../shared/webhooks/note-webhooks"

type Ids = string | string[] | { id?: string | string[] }
type AddressRow = { id: string; customer_id?: string | null }
type Name = (typeof customerEvents)["ADDRESS_CREATED" | "ADDRESS_UPDATED" | "ADDRESS_DELETED"]

/** The public methods of Medusa's Customer module that change addresses. `createCustomers` calls the first of them. */
type CustomerModule = {
  createCustomers(data: object | object[], context?: SharedContext): Promise<unknown>
  createCustomerAddresses(data: object | object[], context?: SharedContext): Promise<AddressRow | AddressRow[]>
  updateCustomerAddresses(selector: unknown, data: object, context?: SharedContext): Promise<AddressRow | AddressRow[]>
  deleteCustomerAddresses(ids: Ids, context?: SharedContext): Promise<void>
  softDeleteCustomerAddresses(ids: Ids, config?: object, context?: SharedContext): Promise<unknown>
  restoreCustomerAddresses(ids: Ids, config?: object, context?: SharedContext): Promise<unknown>
  baseRepository_: Parameters<typeof inModuleTransaction>[0]["baseRepository_"]
}

type Note = Awaited<ReturnType<typeof noteWithin<readonly ClienteleEvent[]>>>
type Running = { events: ClienteleEvent[]; note: Note }

/** Events of the method that runs. They go out when it has returned: its transaction is committed by then. */
const running = new AsyncLocalStorage<Running>()

/**
 * Writes the webhook messages about addresses in the transaction that changes them (contract R63, ADR 0076), on every path into
 * Medusa's Customer module. Apply it before {@link limitAddresses}, so that it sees an address that loses a default to another one.
 */
export function noteAddressChanges(customers: CustomerModule, container: MedusaContainer): Wrappers<CustomerModule> {
  /** Runs a change that says which addresses it changed, and how. */
  const noting = async <Done>(
    context: SharedContext | undefined,
    change: (inside: SharedContext, manager: ModuleTransaction) => Promise<{ done: Done; events: ClienteleEvent[] }>,
  ): Promise<Done> => {
    // Whether an endpoint listens is read before the transaction: in it, a second connection could be waited for in vain.
    const call = running.getStore()
    const within = call ? call.note : await noteWithin(container, (events: readonly ClienteleEvent[]) => events)
    return inModuleTransaction(customers, context, async (manager) => {
      const { done, events } = await change({ ...context, transactionManager: manager }, manager)
      if (events.length > 0) {
        await within?.(manager.getTransactionContext(), events)
        call?.events.push(...events)
      }
      return done
    })
  }
  return {
    createCustomerAddresses: (create) => (data, context) =>
      noting(context, async (inside) => {
        const done = await create(data, inside)
        return { done, events: eventsOf(customerEvents.ADDRESS_CREATED, [done].flat()) }
      }),

    updateCustomerAddresses: (update) => (selector, data, context) =>
      noting(context, async (inside) => {
        const done = await update(selector, data, inside)
        return { done, events: eventsOf(customerEvents.ADDRESS_UPDATED, [done].flat()) }
      }),

    deleteCustomerAddresses: (remove) => (ids, context) =>
      noting(context, async (inside, manager) => {
        const gone = await readAddresses(manager, ids)
        const done = await remove(ids, inside)
        return { done, events: eventsOf(customerEvents.ADDRESS_DELETED, gone) }
      }),

    softDeleteCustomerAddresses: (remove) => (ids, config, context) =>
      noting(context, async (inside, manager) => {
        const gone = await readAddresses(manager, ids)
        const done = await remove(ids, config, inside)
        return { done, events: eventsOf(customerEvents.ADDRESS_DELETED, gone) }
      }),

    restoreCustomerAddresses: (restore) => (ids, config, context) =>
      noting(context, async (inside, manager) => {
        const done = await restore(ids, config, inside)
        return { done, events: eventsOf(customerEvents.ADDRESS_CREATED, await readAddresses(manager, ids)) }
      }),
  }
}

/**
 * Emits the events about addresses on the bus once they are committed (contract R64). Apply it after {@link noteAddressChanges}. In a
 * transaction of the caller, which can still be rolled back, no event goes out: webhooks have their messages there, too.
 */
export function emitAddressEvents(_customers: CustomerModule, container: MedusaContainer): Wrappers<CustomerModule> {
  const emitting = async <Done>(context: SharedContext | undefined, change: () => Promise<Done>): Promise<Done> => {
    if (context?.transactionManager) {
      return change()
    }
    const events: ClienteleEvent[] = []
    const note = await noteWithin(container, (some: readonly ClienteleEvent[]) => some)
    const done = await running.run({ events, note }, change)
    await emit(container, events)
    return done
  }
  return {
    createCustomers: (create) => (data, context) => emitting(context, () => create(data, context)),
    createCustomerAddresses: (create) => (data, context) => emitting(context, () => create(data, context)),
    updateCustomerAddresses: (update) => (selector, data, context) =>
      emitting(context, () => update(selector, data, context)),
    deleteCustomerAddresses: (remove) => (ids, context) => emitting(context, () => remove(ids, context)),
    softDeleteCustomerAddresses: (remove) => (ids, config, context) =>
      emitting(context, () => remove(ids, config, context)),
    restoreCustomerAddresses: (restore) => (ids, config, context) =>
      emitting(context, () => restore(ids, config, context)),
  }
}

const eventsOf = (name: Name, addresses: readonly AddressRow[]): ClienteleEvent[] =>
  addresses.flatMap(({ id, customer_id }) =>
    customer_id ? [{ name, data: { id, customer_id, customer_ids: [customer_id] } }] : [],
  )

/** The addresses that a method names by their ids, with what this transaction has not written yet. */
async function readAddresses(manager: ModuleTransaction, selector: Ids): Promise<AddressRow[]> {
  const given = typeof selector === "object" && !Array.isArray(selector) ? selector.id : selector
  const ids = given === undefined ? [] : [given].flat()
  if (ids.length === 0) {
    return []
  }
  await manager.flush()
  const sql = "select id, customer_id from customer_address where id = any (?) order by id"
  return rows<AddressRow>(manager.getTransactionContext(), sql, [ids])
}
