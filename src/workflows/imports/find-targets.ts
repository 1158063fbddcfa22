import type { ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { canonicalMailbox } from "../../kernel/mailbox"
import {
  CUSTOMER_PROFILE_MODULE,
  type CustomerProfile,
  type CustomerProfileModuleService,
} from "../../modules/customer_profile"
import type { RowProblem } from "../../modules/data_import"
import { customersOf } from "../shared/customers/customers-of-mailboxes"

/** What a line says of its customer. `email`: canonical. */
export type Named = { email: string | null; external_id: string | null }

/** The customer that a line means. */
export type Target = {
  /** Whom the line changes; `null` where it creates a customer, or adopts one that nobody manages (contract R1). */
  customer_id: string | null
  /** Whether there is a customer already, managed or not. */
  is_known: boolean
  created_by: string | null
  mailbox: string | null
  livemode: boolean
  /** The customers whose rows a change or an adoption writes. */
  written: readonly string[]
  /** A process that was killed a moment ago, or one that is at work, has written the profile and not the customer. */
  is_unfinished: boolean
  problems: RowProblem[]
}

/** After this time a profile without a customer is abandoned (free-abandoned-profiles.ts). */
const ABANDONED_AFTER_MS = 60_000

type Customer = { id: string; email: string | null; created_by: string | null; deleted_at: unknown }

/**
 * The customers that lines mean, in their order: the one with the external id, else the one with the email address. A line
 * never changes either of the two, so it is refused where they are of different customers.
 */
export async function findTargets(container: MedusaContainer, named: readonly Named[]): Promise<Target[]> {
  const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
  const emails = named.flatMap(({ email }) => email ?? [])
  const ids = named.flatMap(({ external_id }) => external_id ?? [])
  const [holders, present] = await Promise.all([profiles.listHolders(emails, ids), customersOf(container, emails)])
  const [customers, unmanaged] = await Promise.all([
    readCustomers(
      container,
      holders.map(({ customer_id }) => customer_id),
    ),
    profiles.listProfiles([...present.values()].flat()),
  ])
  const held = holders.filter((one) => !customers.get(one.customer_id)?.deleted_at)
  const byEmail = new Map(held.flatMap((one) => (one.managed && one.email_key ? [[one.email_key, one]] : [])))
  const byId = new Map(held.flatMap((one) => (one.external_id ? [[one.external_id, one]] : [])))
  const modes = new Map(unmanaged.map((one) => [one.customer_id, one.livemode]))
  return named.map(({ email, external_id }): Target => {
    const ofId = byId.get(external_id ?? "")
    const ofEmail = byEmail.get(email ?? "")
    const holder = ofId ?? ofEmail
    if (!holder) {
      const found = present.get(email ?? "") ?? []
      const livemode = found.every((id) => modes.get(id) ?? true)
      return { ...NOBODY, is_known: found.length > 0, written: found, livemode }
    }
    return targetOf(holder, customers.get(holder.customer_id), ({ mailbox }) =>
      contradictions({ email, external_id }, { ofId, ofEmail, mailbox }),
    )
  })
}

function targetOf(
  { customer_id, livemode, created_at }: CustomerProfile,
  customer: Customer | undefined,
  problemsOf: (found: { mailbox: string | null }) => RowProblem[],
): Target {
  if (!customer) {
    return { ...NOBODY, is_unfinished: Date.now() - created_at.getTime() < ABANDONED_AFTER_MS }
  }
  const mailbox = canonicalMailbox(customer.email)
  const { created_by } = customer
  const written = [customer_id]
  const known = { customer_id, is_known: true, created_by, mailbox, livemode, written, is_unfinished: false }
  return { ...known, problems: problemsOf({ mailbox }) }
}

const NOBODY: Target = {
  ...{ customer_id: null, is_known: false, created_by: null, mailbox: null, livemode: true },
  ...{ is_unfinished: false, written: [], problems: [] },
}

type Found = { ofId: CustomerProfile | undefined; ofEmail: CustomerProfile | undefined; mailbox: string | null }

function contradictions({ email, external_id }: Named, { ofId, ofEmail, mailbox }: Found): RowProblem[] {
  if (ofId && email !== null && mailbox !== null && mailbox !== email) {
    return [{ column: "email", message: "is not the email address of the customer with this external_id" }]
  }
  if (!ofId && ofEmail && external_id !== null && ofEmail.external_id !== null) {
    return [{ column: "external_id", message: "is not the external_id of the customer with this email address" }]
  }
  return []
}

/** Deleted ones, too. */
async function readCustomers(container: MedusaContainer, ids: readonly string[]): Promise<Map<string, Customer>> {
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const select = ["id", "email", "created_by", "deleted_at"]
  const found = ids.length === 0 ? [] : await customers.listCustomers({ id: [...ids] }, { select, withDeleted: true })
  return new Map((found as unknown as Customer[]).map((one) => [one.id, one]))
}
