import type { ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { type Database, rows } from "../../../kernel/database"
import { clienteleError } from "../../../kernel/errors"
import { canonicalMailbox } from "../../../kernel/mailbox"
import type { KeyMode } from "../../../modules/api_key"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../../modules/customer_profile"
import { POINTS_MODULE, type PointsModuleService } from "../../../modules/points"
import { customersOf } from "./customers-of-mailboxes"

/** The test customers among these (contract R61). A customer without a profile is live. */
export async function testCustomersAmong(container: MedusaContainer, ids: readonly string[]): Promise<Set<string>> {
  const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
  const found = await profiles.listProfiles(ids)
  return new Set(found.filter(({ livemode }) => !livemode).map(({ customer_id }) => customer_id))
}

/** Whether all of these customers are live, or all are test customers. */
export async function areOfOneMode(container: MedusaContainer, ids: readonly string[]): Promise<boolean> {
  const test = await testCustomersAmong(container, ids)
  return test.size === 0 || test.size === new Set(ids).size
}

/**
 * Whether a key of this mode may see and change a customer (contract M69). Points and orders belong to a mailbox, so a test
 * key cannot see a test customer whose email address a live customer has, too.
 */
export async function isCustomerOfMode(container: MedusaContainer, id: string, mode: KeyMode): Promise<boolean> {
  const isTest = (await testCustomersAmong(container, [id])).has(id)
  if (mode === "live") {
    return !isTest
  }
  return isTest && !(await sharesMailbox(container, id))
}

async function sharesMailbox(container: MedusaContainer, id: string): Promise<boolean> {
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const [customer] = await customers.listCustomers({ id: [id] }, { select: ["id", "email"], withDeleted: true })
  const mailbox = canonicalMailbox(customer?.email)
  return mailbox !== null && (await isLiveMailbox(container, mailbox))
}

async function isLiveMailbox(container: MedusaContainer, mailbox: string): Promise<boolean> {
  const ids = (await customersOf(container, [mailbox])).get(mailbox) ?? []
  return (await testCustomersAmong(container, ids)).size < ids.length
}

/**
 * Whether a mailbox has the customer's mode: test if only test customers have it; live for a live customer, a guest or
 * nobody.
 */
export async function isMailboxOfMode(
  container: MedusaContainer,
  mailbox: string,
  customerId: string,
): Promise<boolean> {
  const ids = (await customersOf(container, [mailbox])).get(mailbox) ?? []
  const test = await testCustomersAmong(container, [...ids, customerId])
  const isTest = ids.length > 0 && ids.every((id) => test.has(id))
  return isTest === test.has(customerId)
}

/** Whether a mailbox is of test customers only. */
export async function isTestMailbox(container: MedusaContainer, mailbox: string): Promise<boolean> {
  const ids = (await customersOf(container, [mailbox])).get(mailbox) ?? []
  return ids.length > 0 && (await testCustomersAmong(container, ids)).size === ids.length
}

/**
 * Refuses an address for a test customer if points are on it that are not of test customers: of a deleted customer, or of
 * nobody yet, such as imported balances. Otherwise a test key would have them (contract M69).
 *
 * @throws `invalid_request` naming `email`, in the words for a taken address
 */
export async function refuseLivePoints(container: MedusaContainer, email: string): Promise<void> {
  const account = await container.resolve<PointsModuleService>(POINTS_MODULE).findAccount(email)
  if (!account) {
    return
  }
  const mailbox = canonicalMailbox(email) ?? ""
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const had = await customers.listCustomers({ email: mailbox }, { select: ["id"], withDeleted: true })
  const ids = [
    ...new Set([...had.map(({ id }) => id), ...((await customersOf(container, [mailbox])).get(mailbox) ?? [])]),
  ]
  if (ids.length === 0 || (await testCustomersAmong(container, ids)).size < ids.length) {
    throw clienteleError("invalid_request", "email: another customer has this email address")
  }
}

/** The customer of an order; `null` for an order without a customer, or no order. */
export async function findCustomerOfOrder(container: MedusaContainer, orderId: string): Promise<string | null> {
  const db = container.resolve(ContainerRegistrationKeys.PG_CONNECTION) as unknown as Database
  const [order] = await rows<{ customer_id: string | null }>(db, `select customer_id from "order" where id = ?`, [
    orderId,
  ])
  return order?.customer_id ?? null
}

/** The ids of test customers, which are also the ids of their credit accounts, for lists that leave them out. */
export async function listTestCustomers(container: MedusaContainer): Promise<string[]> {
  return container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE).listTestCustomers()
}

/** The mailboxes of test customers only. */
export async function listTestMailboxes(container: MedusaContainer): Promise<string[]> {
  return mailboxesOnlyOf(container, await listTestCustomers(container))
}

/** The mailboxes that these customers have, and no other customer. */
export async function mailboxesOnlyOf(container: MedusaContainer, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) {
    return []
  }
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const found = await customers.listCustomers({ id: [...ids] }, { select: ["id", "email"], withDeleted: true })
  const mailboxes = [...new Set(found.flatMap(({ email }) => canonicalMailbox(email) ?? []))]
  const [holders, own] = [await customersOf(container, mailboxes), new Set(ids)]
  return mailboxes.filter((mailbox) => (holders.get(mailbox) ?? []).every((id) => own.has(id)))
}
