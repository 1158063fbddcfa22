import type { MedusaContainer } from "@medusajs/framework/types"
import { rows } from "../../kernel/database"
import type { Wrappers } from "../../kernel/decorate"
import { clienteleError } from "../../kernel/errors"
import { ADDRESS_BOOK_MODULE, type AddressBookModuleService } from "../../modules/address_book"
import { inModuleTransaction, type ModuleTransaction, type SharedContext } from "../shared/medusa/module-transaction"
import { clearDefaults, FLAGS, isClearing, isRestoring, type Marks } from "./default-address"

type NewAddress = Marks & { customer_id?: string | null }
type AddressChange = Marks & { customer_id?: string | null }
type AddressRow = { id: string; customer_id: string | null }

/** The public methods of Medusa's Customer module that give a customer an address. */
type CustomerModule = {
  createCustomerAddresses(data: NewAddress | NewAddress[], context?: SharedContext): Promise<unknown>
  updateCustomerAddresses(selector: unknown, data: AddressChange, context?: SharedContext): Promise<unknown>
  listCustomerAddresses(filters: object, config: object, context?: SharedContext): Promise<AddressRow[]>
  baseRepository_: Parameters<typeof inModuleTransaction>[0]["baseRepository_"]
}

/**
 * Enforces the limit of addresses (contract R21) and one default of each kind (M53, ADR 0043) on every path into Medusa's
 * Customer module: its own routes and workflows, the shopper's, ours, and new customers with addresses (`createCustomers`
 * uses the same method). It locks the customer's row first, so that parallel requests count one after another. Restoring
 * deleted addresses is not limited, because it undoes a step of a workflow. Existing addresses above the limit stay.
 */
export function limitAddresses(customers: CustomerModule, container: MedusaContainer): Wrappers<CustomerModule> {
  const { maxPerCustomer } = container.resolve<AddressBookModuleService>(ADDRESS_BOOK_MODULE)
  return {
    createCustomerAddresses:
      (create, { updateCustomerAddresses: update }) =>
      async (data, context) =>
        inModuleTransaction(customers, context, async (manager) => {
          const inside = { ...context, transactionManager: manager }
          const counts = countByCustomer([data].flat())
          await lockCustomers(manager, [...counts.keys()])
          await makeRoom(manager, maxPerCustomer, counts)
          for (const flag of FLAGS) {
            const owners = ownersMarking([data].flat(), flag)
            await clearDefaults(manager, flag, owners, [], (selector, change) => update(selector, change, inside))
          }
          return create(data, inside)
        }),

    updateCustomerAddresses: (update) => async (selector, data, context) => {
      if (isClearing(selector, data)) {
        return customers.listCustomerAddresses(Object(selector), {}, context)
      }
      if (isLinesOnly(data)) {
        return update(selector, data, context)
      }
      return inModuleTransaction(customers, context, async (manager) => {
        const inside = { ...context, transactionManager: manager }
        const chosen = await customers.listCustomerAddresses(
          asFilters(selector),
          { select: ["id", "customer_id"] },
          inside,
        )
        const owners = ownersAfter(chosen, data)
        await lockCustomers(manager, owners)
        if (isRestoring(selector, data)) {
          const holders = await customers.listCustomerAddresses({ customer_id: owners, ...data }, {}, inside)
          return updateSome(update, withoutOwners(chosen, holders), data, inside)
        }
        await makeRoom(manager, maxPerCustomer, countMoving(chosen, data))
        const ids = chosen.map(({ id }) => id)
        for (const flag of FLAGS.filter((one) => data[one])) {
          await clearDefaults(manager, flag, owners, ids, (others, change) => update(others, change, inside))
        }
        return update(selector, data, inside)
      })
    },
  }
}

/** A change that neither moves an address nor sets a default. */
const isLinesOnly = (data?: AddressChange): boolean => !data?.customer_id && !FLAGS.some((flag) => data?.[flag])

const updateSome = async (
  update: CustomerModule["updateCustomerAddresses"],
  ids: string[],
  data: AddressChange,
  context: SharedContext,
): Promise<unknown> => (ids.length === 0 ? [] : update({ id: ids }, data, context))

/** The customers whose new addresses are a default of this kind. */
const ownersMarking = (addresses: readonly NewAddress[], flag: (typeof FLAGS)[number]): string[] =>
  addresses.flatMap((one) => (one[flag] && one.customer_id ? [one.customer_id] : []))

const asFilters = (selector: unknown): object =>
  typeof selector === "string" || Array.isArray(selector) ? { id: selector } : Object(selector)

/** The customers of the addresses after the change. */
const ownersAfter = (chosen: readonly AddressRow[], { customer_id: owner }: AddressChange): string[] =>
  owner ? [owner] : chosen.flatMap(({ customer_id }) => customer_id ?? [])

/** An address that moves to another customer counts for that customer. */
const countMoving = (chosen: readonly AddressRow[], { customer_id: owner }: AddressChange) =>
  countByCustomer(
    owner ? chosen.flatMap(({ customer_id }) => (customer_id === owner ? [] : { customer_id: owner })) : [],
  )

/** The ids of addresses whose customer has no default. */
function withoutOwners(chosen: readonly AddressRow[], holders: readonly AddressRow[]): string[] {
  const taken = new Set(holders.map(({ customer_id }) => customer_id))
  return chosen.flatMap(({ id, customer_id }) => (taken.has(customer_id) ? [] : id))
}

function countByCustomer(addresses: readonly NewAddress[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { customer_id } of addresses) {
    if (customer_id) {
      counts.set(customer_id, (counts.get(customer_id) ?? 0) + 1)
    }
  }
  return counts
}

/** In the order of ids, so that two requests cannot deadlock. */
async function lockCustomers(manager: ModuleTransaction, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) {
    await manager.flush()
    const sorted = [...new Set(ids)].sort()
    const sql = "select id from customer where id = any (?) order by id for no key update"
    await manager.getTransactionContext().raw(sql, [sorted])
  }
}

/** Call under the customers' locks. @throws `address_limit` if a customer would have too many */
async function makeRoom(
  manager: ModuleTransaction,
  max: number | null,
  more: ReadonlyMap<string, number>,
): Promise<void> {
  if (max === null || more.size === 0) {
    return
  }
  const db = manager.getTransactionContext()
  const found = await rows<{ customer_id: string; addresses: number }>(
    db,
    `select customer_id, count(*)::int as addresses from customer_address
     where customer_id = any (?) and deleted_at is null group by 1`,
    [[...more.keys()]],
  )
  const present = new Map(found.map((row) => [row.customer_id, row.addresses]))
  for (const [id, added] of more) {
    if ((present.get(id) ?? 0) + added > max) {
      throw addressLimit(max)
    }
  }
}

export const addressLimit = (max: number) =>
  clienteleError("address_limit", `Customer already has ${max} addresses registered.`)
