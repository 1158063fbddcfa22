import type { MedusaContainer } from "@medusajs/framework/types"
import { CONTACT_MODULE, type Contact, type ContactModuleService } from "../../modules/contact"
import { CREDIT_MODULE, type CreditModuleService } from "../../modules/credit"
import { CUSTOMER_NOTE_MODULE, type CustomerNote, type CustomerNoteModuleService } from "../../modules/customer_note"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"
import { CUSTOMER_PROJECTION_MODULE, type CustomerProjectionModuleService } from "../../modules/customer_projection"
import { byCustomer } from "../shared/customers/group-by-customer"
import { type CustomerView, toCustomerView } from "./customer-view"
import { type CustomerOrderView, listNewestOrders } from "./list-customer-orders"
import { readMedusaCustomers } from "./read-medusa-customers"

/** Fields of a single customer beside those of a list. */
export type CustomerDetail = { contacts: Contact[]; note_entries: CustomerNote[]; recent_orders: CustomerOrderView[] }

/** Number of notes and orders in a single customer. The rest is on their own routes. */
const RECENT = 10

/**
 * Customers as the plugin's routes show them (docs/openapi.json), in the order of `ids`. Customers that Medusa does not
 * have are left out. Each source is read once, and all in parallel.
 *
 * @param options `withDeleted` includes deleted customers; `detail` adds contacts, notes and orders, for one customer
 */
export async function listCustomerViews(
  container: MedusaContainer,
  ids: readonly string[],
  { detail = false, withDeleted = false }: { detail?: boolean; withDeleted?: boolean } = {},
): Promise<(CustomerView & Partial<CustomerDetail>)[]> {
  if (ids.length === 0) {
    return []
  }
  const [medusa, profiles, accounts, stats, details] = await Promise.all([
    readMedusaCustomers(container, ids),
    container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE).listProfiles(ids),
    container.resolve<CreditModuleService>(CREDIT_MODULE).listAccounts(ids),
    container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE).listStats(ids),
    Promise.all(detail ? ids.map((id) => readDetail(container, id)) : []),
  ])
  const customerOf = new Map(medusa.customers.map((one) => [one.id, one]))
  const profileOf = new Map(profiles.map((one) => [one.customer_id, one]))
  const accountOf = new Map(accounts.map((one) => [one.customer_id, one]))
  const [addressesOf, providersOf, statsOf] = [
    byCustomer(medusa.addresses),
    byCustomer(medusa.pay_providers),
    byCustomer(stats),
  ]
  return ids.flatMap((id, index) => {
    const customer = customerOf.get(id)
    if (!customer || (customer.deleted_at && !withDeleted)) {
      return []
    }
    const view = toCustomerView(customer, {
      profile: profileOf.get(id) ?? null,
      account: accountOf.get(id) ?? null,
      addresses: addressesOf.get(id) ?? [],
      stats: statsOf.get(id) ?? [],
      pay_providers: providersOf.get(id) ?? [],
    })
    return { ...view, ...details[index] }
  })
}

async function readDetail(container: MedusaContainer, id: string): Promise<CustomerDetail> {
  const [{ contacts }, { notes }, orders] = await Promise.all([
    container.resolve<ContactModuleService>(CONTACT_MODULE).listPage(id, 100, 0),
    container.resolve<CustomerNoteModuleService>(CUSTOMER_NOTE_MODULE).listNotes(id, RECENT, 0),
    listNewestOrders(container, id, RECENT),
  ])
  return { contacts, note_entries: notes, recent_orders: orders }
}
