import type { CustomerDTO, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { canonicalMailbox, type ListedAccount, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { customersOf } from "../shared/customers/customers-of-mailboxes"
import { displayName, listProfilesOf } from "../shared/customers/display-name"
import { findCustomers } from "../shared/customers/find-customers"

export type PointsAccountRow = Omit<ListedAccount, "mailbox" | "id"> & {
  object: "points_account"
  /** `null` if the person was anonymised. */
  email: string | null
  /** Medusa's customers with this address. A guest has none, or one for each order. */
  customers: { id: string; name: string | null; has_account: boolean }[]
}

/** Maximum customers found by name. A search with more results must be narrowed. */
const MOST_NAMED = 100

type Customer = Pick<CustomerDTO, "id" | "email" | "first_name" | "last_name" | "company_name" | "has_account">

/**
 * A page of points accounts by email address (contract R31, R66). `q` is the beginning of an address, or what the search of
 * customers finds: names, companies, parts of addresses, of which the newest 100 count.
 *
 * @param without mailboxes whose accounts are left out
 * @param limit 1 to 100
 */
export async function listPointsAccounts(
  container: MedusaContainer,
  {
    q = "",
    without = [],
    limit,
    offset,
  }: { q?: string | undefined; without?: readonly string[]; limit: number; offset: number },
): Promise<{ accounts: PointsAccountRow[]; count: number; count_is_estimate: boolean }> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const mailboxes = q === "" ? [] : await mailboxesNamed(container, q)
  const prefix = q.trim().toLowerCase()
  const { accounts, ...counted } = await points.listAccounts({ prefix, mailboxes, without }, limit, offset)
  const customers = await customersByMailbox(
    container,
    accounts.flatMap(({ mailbox }) => (mailbox === null ? [] : mailbox)),
  )
  return {
    ...counted,
    accounts: accounts.map(({ id: _, mailbox, ...account }) => ({
      object: "points_account",
      email: mailbox,
      ...account,
      customers: customers.get(mailbox ?? "") ?? [],
    })),
  }
}

async function mailboxesNamed(container: MedusaContainer, q: string): Promise<string[]> {
  const found = await readCustomers(container, await findCustomers(container, q, MOST_NAMED))
  return found.flatMap(({ email }) => canonicalMailbox(email) ?? [])
}

async function customersByMailbox(container: MedusaContainer, mailboxes: readonly string[]) {
  const ids = await customersOf(container, mailboxes)
  const all = [...new Set([...ids.values()].flat())]
  const [customers, profiles] = await Promise.all([readCustomers(container, all), listProfilesOf(container, all)])
  const known = new Map(customers.map((one) => [one.id, one]))
  const view = (id: string) => {
    const customer = known.get(id)
    const profile = profiles.find(({ customer_id }) => customer_id === id)
    return customer ? [{ id, name: displayName(customer, profile), has_account: customer.has_account === true }] : []
  }
  return new Map([...ids].map(([mailbox, own]) => [mailbox, own.flatMap(view)]))
}

async function readCustomers(container: MedusaContainer, ids: readonly string[]): Promise<Customer[]> {
  if (ids.length === 0) {
    return []
  }
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "customer",
    fields: ["id", "email", "first_name", "last_name", "company_name", "has_account"],
    filters: { id: [...ids] },
  })
  return data as Customer[]
}
