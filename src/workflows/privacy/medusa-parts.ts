import type {
  CartDTO,
  IAuthModuleService,
  ICartModuleService,
  ICustomerModuleService,
  MedusaContainer,
} from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { updateCustomersWorkflow } from "@medusajs/medusa/core-flows"
import { readAccountHolders } from "../customers/account-holders"
import { inModuleTransaction, type SharedContext } from "../module-transaction"
import { anonymousEmail, type Person } from "./person"
import type { PersonalData } from "./personal-data"

/** Medusa's orders are the merchant's books and stay as they are; the export names them. */
export const ordersPart: PersonalData = {
  name: "orders",
  tables: [],
  async export(container, { customer_id }) {
    const query = container.resolve(ContainerRegistrationKeys.QUERY)
    const { data } = await query.graph({
      entity: "order",
      fields: ["id", "display_id", "email", "currency_code", "status", "created_at", "total", ...ADDRESSES, ...ITEMS],
      filters: { customer_id },
    })
    return data
  },
  anonymize: async () => [],
}
const ADDRESSES = ["shipping_address.*", "billing_address.*"]
const ITEMS = ["items.title", "items.quantity", "items.unit_price"]

/** More carts than one person leaves lying about. */
const ALL_CARTS = 10_000

/** Carts that never became an order are nobody's books: they are deleted. The others go with their orders. */
export const cartsPart: PersonalData = {
  name: "carts",
  tables: [],
  async export(container, person) {
    const carts = await readOpenCarts(container, person)
    return carts.map(({ id, email, created_at }) => ({ id, email, created_at }))
  },
  async anonymize(container, person) {
    const ids = (await readOpenCarts(container, person)).map(({ id }) => id)
    if (ids.length > 0) {
      await container.resolve<ICartModuleService>(Modules.CART).deleteCarts(ids)
    }
    return []
  },
}

async function readOpenCarts(container: MedusaContainer, { customer_id, mailbox }: Person): Promise<CartDTO[]> {
  const carts = container.resolve<ICartModuleService>(Modules.CART)
  const owner = mailbox ? { $or: [{ customer_id }, { email: mailbox }] } : { customer_id }
  const found = await carts.listCarts(owner, { select: ["id", "email", "completed_at", "created_at"], take: ALL_CARTS })
  return found.filter((cart) => !cart.completed_at)
}

/** Medusa's customer with addresses, sign-in and accounts at payment providers. */
export const customerPart: PersonalData = {
  name: "customer",
  tables: [],
  async export(container, { customer_id }) {
    const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
    const options = { relations: ["addresses"], withDeleted: true, take: 1 }
    const [customer] = await customers.listCustomers({ id: [customer_id] }, options)
    const holders = (await readAccountHolders(container, customer_id)).map(({ id, provider_id, email }) => ({
      id,
      provider_id,
      email,
    }))
    return { ...customer, account_holders: holders }
  },
  async anonymize(container, { customer_id }) {
    await deleteAddresses(container, customer_id)
    await deleteSignIn(container, customer_id)
    const problems = await deleteAccountHolders(container, customer_id)
    if (problems.length === 0) {
      await scrubCustomer(container, customer_id)
    }
    return problems
  },
}

/** Deleted for good, those that were deleted before as well: Medusa keeps the rows of deleted addresses. */
async function deleteAddresses(container: MedusaContainer, customerId: string): Promise<void> {
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const options = { select: ["id"], withDeleted: true, take: 10_000 }
  const addresses = await customers.listCustomerAddresses({ customer_id: customerId }, options)
  if (addresses.length > 0) {
    await customers.deleteCustomerAddresses(addresses.map(({ id }) => id))
  }
}

/** The email is what people sign in with. An identity that is somebody of the staff, too, keeps that. */
async function deleteSignIn(container: MedusaContainer, customerId: string): Promise<void> {
  const auth = container.resolve<IAuthModuleService>(Modules.AUTH)
  const identities = await auth.listAuthIdentities({ app_metadata: { customer_id: customerId } })
  for (const { id, app_metadata } of identities) {
    const others = Object.entries(app_metadata ?? {}).filter(([key, value]) => key !== "customer_id" && value !== null)
    if (others.length > 0) {
      await auth.updateAuthIdentities({ id, app_metadata: Object.fromEntries(others) })
    } else {
      await auth.deleteAuthIdentities([id])
    }
  }
}

type PaymentModule = {
  deleteAccountHolder(id: string, context: SharedContext): Promise<void>
  baseRepository_: Parameters<typeof inModuleTransaction>[0]["baseRepository_"]
}

/**
 * With the provider as well; one that cannot be reached is told, so that somebody tries again. Medusa forgets the account
 * before it asks the provider: in a transaction of ours it still knows it then.
 */
async function deleteAccountHolders(container: MedusaContainer, customerId: string): Promise<string[]> {
  const payment = container.resolve<PaymentModule>(Modules.PAYMENT)
  const problems: string[] = []
  for (const holder of await readAccountHolders(container, customerId)) {
    try {
      await inModuleTransaction(payment, undefined, (manager) =>
        payment.deleteAccountHolder(holder.id, { transactionManager: manager }),
      )
    } catch (error) {
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logger.warn(`clientele: ${holder.provider_id} did not delete ${holder.id} (${(error as Error).name})`)
      problems.push(`${holder.provider_id} did not delete its account of this customer`)
    }
  }
  return problems
}

/** By Medusa's own workflow, so that its events are emitted and lists show it. A deleted customer is scrubbed as well. */
async function scrubCustomer(container: MedusaContainer, customerId: string): Promise<void> {
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const [live] = await customers.listCustomers({ id: [customerId] }, { select: ["id"], take: 1 })
  if (!live) {
    await customers.restoreCustomers([customerId])
  }
  await updateCustomersWorkflow(container).run({
    input: {
      selector: { id: customerId },
      update: {
        email: anonymousEmail(customerId),
        first_name: null,
        last_name: null,
        company_name: null,
        phone: null,
        metadata: null,
      },
    },
  })
  if (!live) {
    await customers.softDeleteCustomers([customerId])
  }
}
