import type { MedusaContainer } from "@medusajs/framework/types"
import { canonicalMailbox } from "../../kernel/mailbox"
import { CONTACT_MODULE, type Contact, type ContactModuleService } from "../../modules/contact"
import { CREDIT_MODULE, type CreditAccount, type CreditModuleService } from "../../modules/credit"
import {
  CUSTOMER_PROFILE_MODULE,
  type CustomerProfile,
  type CustomerProfileModuleService,
} from "../../modules/customer_profile"
import { CUSTOMER_PROJECTION_MODULE, type CustomerProjectionModuleService } from "../../modules/customer_projection"
import type { CustomerView } from "../customers/customer-view"
import { listCustomerViews } from "../customers/list-customer-views"
import { customersOf } from "../shared/customers/customers-of-mailboxes"
import { customerColumns } from "./customer-columns"
import { toCsv } from "./to-csv"

/** Customers in one read. */
const PAGE = 100

/**
 * All live customers as CSV in the columns of an import, a page at a time. Of several customers with one email address, as a guest
 * beside an account, the file has one: the managed one, else the account, as an import would refuse the second.
 *
 * @param terms whether the caller may read terms of credit
 */
export async function* exportCustomerRows(container: MedusaContainer, terms: boolean): AsyncGenerator<string> {
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  yield toCsv([["id", ...customerColumns.known]])
  let cursor: string | undefined
  do {
    const request = { order: "created_at", limit: PAGE, offset: 0, cursor } as const
    const page = await projection.listCustomers({ livemode: true }, request)
    const lines = await linesOf(container, page.customer_ids, terms)
    if (lines.length > 0) {
      yield toCsv(lines)
    }
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
}

async function linesOf(
  container: MedusaContainer,
  ids: readonly string[],
  terms: boolean,
): Promise<(string | boolean)[][]> {
  const views = await listCustomerViews(container, ids)
  const [profiles, contacts, accounts, spare] = await Promise.all([
    container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE).listProfiles(ids),
    container.resolve<ContactModuleService>(CONTACT_MODULE).listContacts(ids),
    terms ? container.resolve<CreditModuleService>(CREDIT_MODULE).listAccounts(ids) : [],
    spareIds(container, views),
  ])
  const profileOf = new Map(profiles.map((one) => [one.customer_id, one]))
  const contactOf = new Map(contacts.flatMap((one) => (one.is_primary ? [[one.customer_id, one]] : [])))
  const accountOf = new Map(accounts.map((one) => [one.customer_id, one]))
  return views
    .filter(({ id }) => !spare.has(id))
    .map((view) => {
      const cells = cellsOf(view, profileOf.get(view.id), contactOf.get(view.id), accountOf.get(view.id))
      return [view.id, ...customerColumns.known.map((column) => cells[column] ?? "")]
    })
}

/** Customers of a page whose email address another customer has for whom the file has a line. */
async function spareIds(container: MedusaContainer, views: readonly CustomerView[]): Promise<Set<string>> {
  const holders = await customersOf(
    container,
    views.flatMap(({ email }) => canonicalMailbox(email) ?? []),
  )
  const shared = [...holders.values()].filter((ids) => ids.length > 1)
  const ids = shared.flat()
  const [others, profiles] = await Promise.all([
    listCustomerViews(container, ids),
    container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE).listProfiles(ids),
  ])
  const managed = new Set(profiles.flatMap((one) => (one.managed ? [one.customer_id] : [])))
  const registered = new Set(others.flatMap((one) => (one.has_account ? [one.id] : [])))
  // The file has no line for a test customer, so a live customer with the same address keeps its own.
  const unseen = new Set(profiles.flatMap((one) => (!one.livemode ? [one.customer_id] : [])))
  const rank = (id: string) => (managed.has(id) ? 0 : registered.has(id) ? 1 : 2)
  return new Set(
    shared.flatMap((same) =>
      same
        .filter((id) => !unseen.has(id))
        .sort((one, other) => rank(one) - rank(other))
        .slice(1),
    ),
  )
}

type Cells = Record<string, string | boolean | null | undefined>

function cellsOf(
  view: CustomerView,
  profile: CustomerProfile | undefined,
  contact: Contact | undefined,
  account: CreditAccount | undefined,
): Cells {
  const { email, name, first_name, last_name, company_name, is_business, is_active, external_id } = view
  const { website, tax_id, description, preferred_shipping, photo_url, notes, billing_address, shipping_address } = view
  return {
    ...{ email, name, first_name, last_name, company_name, is_business, is_active, external_id },
    ...{ website, tax_id, description, preferred_shipping, photo_url, notes },
    phone: view.phone,
    whatsapp_number: profile?.whatsapp_number,
    fax: profile?.fax,
    discount_rate: profile?.discount_rate,
    customer_since: day(view.customer_since),
    currency_code: account?.currency_code,
    credit_limit: account?.credit_limit,
    payment_terms: account?.payment_terms,
    ...prefixed("contact_", contact && { ...contact }),
    ...prefixed("billing_", billing_address && { ...billing_address }),
    ...prefixed("shipping_", shipping_address && { ...shipping_address }),
  }
}

const day = (moment: Date | string) => new Date(moment).toISOString().slice(0, 10)

const prefixed = (prefix: string, part: object | null | undefined): Cells =>
  Object.fromEntries(Object.entries(part ?? {}).map(([field, value]) => [prefix + field, value]))
