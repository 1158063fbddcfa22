import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { rows } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import { ADDRESS_BOOK_MODULE, type AddressBookModuleService } from "../../modules/address_book"
import { inModuleTransaction, type ModuleTransaction, type SharedContext } from "../module-transaction"

type NewAddress = { customer_id?: string | null }
type AddressChange = { customer_id?: string | null }
type AddressRow = { id: string; customer_id: string | null }

/** The public methods of Medusa's Customer module by which a customer comes to have an address. */
type CustomerModule = {
  createCustomerAddresses(data: NewAddress | NewAddress[], context?: SharedContext): Promise<unknown>
  updateCustomerAddresses(selector: unknown, data: AddressChange, context?: SharedContext): Promise<unknown>
  listCustomerAddresses(filters: object, config: object, context?: SharedContext): Promise<AddressRow[]>
  baseRepository_: Parameters<typeof inModuleTransaction>[0]["baseRepository_"]
  [BOUND]?: boolean
}

const BOUND = Symbol.for("medusa-plugin-clientele.address-limit-bound")

/**
 * Holds the limit of addresses (CONTRACT R21) on every path into Medusa's Customer module: its own routes and workflows,
 * the shopper's, ours, and new customers that bring addresses along (`createCustomers` makes them by the same method). The
 * customer's row is locked first, so that parallel requests count one after another. Taking a deletion back is not
 * limited: it undoes a step of a workflow. What a customer has beyond the limit already stays.
 */
export function bindCustomers(container: MedusaContainer): void {
  const customers = container.resolve<CustomerModule>(Modules.CUSTOMER)
  const { maxPerCustomer } = container.resolve<AddressBookModuleService>(ADDRESS_BOOK_MODULE)
  if (customers[BOUND] || maxPerCustomer === null) {
    return
  }
  const create = customers.createCustomerAddresses.bind(customers)
  const update = customers.updateCustomerAddresses.bind(customers)

  customers.createCustomerAddresses = async (data, context) =>
    inModuleTransaction(customers, context, async (manager) => {
      await makeRoom(manager, maxPerCustomer, countByCustomer([data].flat()))
      return create(data, { ...context, transactionManager: manager })
    })

  // An address that moves to another customer is one more for that one.
  customers.updateCustomerAddresses = async (selector, data, context) => {
    const owner = data?.customer_id
    if (!owner) {
      return update(selector, data, context)
    }
    return inModuleTransaction(customers, context, async (manager) => {
      const inside = { ...context, transactionManager: manager }
      const filters = typeof selector === "string" || Array.isArray(selector) ? { id: selector } : Object(selector)
      const chosen = await customers.listCustomerAddresses(filters, { select: ["id", "customer_id"] }, inside)
      const moving = chosen.filter(({ customer_id }) => customer_id !== owner)
      await makeRoom(manager, maxPerCustomer, new Map(moving.length > 0 ? [[owner, moving.length]] : []))
      return update(selector, data, inside)
    })
  }

  Object.defineProperty(customers, BOUND, { value: true })
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

/** Throws `address_limit` where a customer would have too many. Locks in the order of ids, as two requests may share some. */
async function makeRoom(manager: ModuleTransaction, max: number, more: ReadonlyMap<string, number>): Promise<void> {
  if (more.size === 0) {
    return
  }
  await manager.flush()
  const db = manager.getTransactionContext()
  const ids = [...more.keys()].sort()
  await db.raw("select id from customer where id = any (?) order by id for no key update", [ids])
  const found = await rows<{ customer_id: string; addresses: number }>(
    db,
    `select customer_id, count(*)::int as addresses from customer_address
     where customer_id = any (?) and deleted_at is null group by 1`,
    [ids],
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
