import type {
  IAuthModuleService,
  ICartModuleService,
  ICustomerModuleService,
  MedusaContainer,
} from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { WrittenJson } from "../../kernel/json-stream"
import { whileNotCompleting } from "../shared/locks/completion-lock"
import { anonymizeMedusaCustomer } from "./anonymize-medusa-customer"
import { deleteAccountHolders, listEveryAccountHolder } from "./delete-account-holders"
import { emptyCartAddresses, emptyPaymentContexts, listOpenCarts, listOrders } from "./mailbox-rows"
import { allOf, begun, countOf, inPages, mapped } from "./pages"
import type { PersonalData } from "./personal-data"

/** Medusa's orders are the merchant's accounting records and stay unchanged. The export lists them. */
export const ordersPart: PersonalData = {
  name: "orders",
  tables: [],
  export: async (container, person) =>
    begun(mapped(listOrders(container, person), ({ json }) => new WrittenJson(json))),
  count: async () => ({}),
  anonymize: async () => [],
}

/** Carts that never became an order are not accounting records, so they are deleted with their addresses. Other carts belong to their orders. */
export const cartsPart: PersonalData = {
  name: "carts",
  tables: [],
  // An unbounded list, because any client can create carts with any address.
  export: async (container, person) =>
    begun(mapped(listOpenCarts(container, person), ({ customer_id: _customer, ...cart }) => cart)),
  async count(container, person) {
    return { carts: await countOf(listOpenCarts(container, person)) }
  },
  async anonymize(container, person) {
    const carts = container.resolve<ICartModuleService>(Modules.CART)
    for await (const page of listOpenCarts(container, person)) {
      for (const { id } of page) {
        // A cart that is being completed becomes an order first, and then belongs to the order.
        await whileNotCompleting(container, id, async () => {
          const [open] = await carts.listCarts({ id, completed_at: null } as object, {
            select: ["id"],
            withDeleted: true,
          })
          if (open) {
            // Before the cart, which leads to them.
            await emptyCartAddresses(container, id)
            await emptyPaymentContexts(container, id)
            await carts.deleteCarts([id])
          }
        })
      }
    }
    return []
  },
}

/** Medusa's customer with addresses, sign-in and accounts at payment providers. */
export const customerPart: PersonalData = {
  name: "customer",
  tables: [],
  async export(container, { customer_id }) {
    const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
    const options = { relations: ["addresses"], withDeleted: true, take: 1 }
    const [customer] = await customers.listCustomers({ id: [customer_id] }, options)
    const holders = (await listEveryAccountHolder(container, customer_id)).map(({ id, provider_id, email }) => ({
      id,
      provider_id,
      email,
    }))
    return { ...customer, account_holders: holders }
  },
  async count(container, { customer_id }) {
    const [addresses, identities, holders] = await Promise.all([
      allOf(readAddresses(container, customer_id)),
      readIdentities(container, customer_id),
      listEveryAccountHolder(container, customer_id),
    ])
    return {
      customers: 1,
      addresses: addresses.length,
      sign_ins: identities.length,
      payment_accounts: holders.length,
    }
  },
  async anonymize(container, { customer_id }) {
    await deleteAddresses(container, customer_id)
    await deleteSignIn(container, customer_id)
    const problems = await deleteAccountHolders(container, customer_id)
    if (problems.length === 0) {
      await anonymizeMedusaCustomer(container, customer_id)
    }
    return problems
  },
}

/** Deletes addresses permanently, including softly deleted ones, whose rows Medusa keeps. */
async function deleteAddresses(container: MedusaContainer, customerId: string): Promise<void> {
  const addresses = await allOf(readAddresses(container, customerId))
  if (addresses.length > 0) {
    const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
    await customers.deleteCustomerAddresses(addresses.map(({ id }) => id))
  }
}

function readAddresses(container: MedusaContainer, customerId: string): AsyncIterable<{ id: string }[]> {
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  return inPages(500, (after, take) => {
    const filters = { customer_id: customerId, id: { $gt: after } }
    const options = { select: ["id"], withDeleted: true, take, order: { id: "ASC" } }
    return customers.listCustomerAddresses(filters as object, options)
  })
}

function readIdentities(container: MedusaContainer, customerId: string) {
  const auth = container.resolve<IAuthModuleService>(Modules.AUTH)
  return auth.listAuthIdentities({ app_metadata: { customer_id: customerId } })
}

/** Customers sign in with the email address. An identity that also belongs to an admin user keeps it. */
async function deleteSignIn(container: MedusaContainer, customerId: string): Promise<void> {
  const auth = container.resolve<IAuthModuleService>(Modules.AUTH)
  for (const { id, app_metadata } of await readIdentities(container, customerId)) {
    const others = Object.entries(app_metadata ?? {}).filter(([key, value]) => key !== "customer_id" && value !== null)
    if (others.length > 0) {
      await auth.updateAuthIdentities({ id, app_metadata: Object.fromEntries(others) })
    } else {
      await auth.deleteAuthIdentities([id])
    }
  }
}
