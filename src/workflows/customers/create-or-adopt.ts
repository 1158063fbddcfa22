import type { DistributedTransactionType } from "@medusajs/framework/orchestration"
import type { CustomerDTO, ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { generateEntityId, MedusaError, Modules } from "@medusajs/framework/utils"
import { systemClock } from "../../kernel/clock"
import { clienteleError } from "../../kernel/errors"
import { newAddresses } from "../../modules/address_book"
import type { ContactsDone } from "../../modules/contact"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"
import { CUSTOMER_PROJECTION_MODULE, type CustomerProjectionModuleService } from "../../modules/customer_projection"
import { refuseLivePoints } from "../shared/customers/customer-modes"
import { customerEvents } from "../shared/events/customer-events"
import { getDefaultCurrency } from "../shared/medusa/get-default-currency"
import { emitChanged } from "./announce-contacts"
import { announcingCustomer } from "./announce-customer"
import { changeCustomerWorkflow } from "./change-customer-workflow"
import { createCustomerWorkflow } from "./create-customer-workflow"
import type { CustomerInput } from "./customer-input"
import { freeingAbandoned } from "./free-abandoned-profiles"
import { planChange } from "./plan-change"
import { deleteReplacedPhoto } from "./replace-photo"
import { splitInput } from "./split-input"

/** Maximum attempts if a guest appears between search and creation. */
const ATTEMPTS = 3

/**
 * Creates a customer with profile, addresses, contacts and terms. If an unmanaged account, or else an unmanaged guest, has
 * the email, adopts that customer (contract R1, ADR 0043). A request that fails half-way leaves nothing behind.
 *
 * @param actorId the actor: an admin user's or a secret key's id
 * @throws `invalid_request` naming the field; on `email`, with the customer's id, if a managed customer has it;
 *   `metadata_too_large`, `address_limit`
 */
export async function createCustomer(
  container: MedusaContainer,
  input: CustomerInput,
  actorId: string | null,
): Promise<Made> {
  const wanted = { email_key: input.email ?? null, external_id: input.external_id ?? null }
  const made = await freeingAbandoned(container, wanted, systemClock(), () => createOrAdopt(container, input, actorId))
  await emitChanged(container, made.id, made.contacts)
  return made
}

/** `transaction`: undoes the workflow that created or changed the customer. */
type Made = { id: string; adopted: boolean; contacts: ContactsDone; transaction: DistributedTransactionType }

async function createOrAdopt(container: MedusaContainer, input: CustomerInput, actorId: string | null): Promise<Made> {
  for (let attempt = 1; ; attempt++) {
    const present = await findUnmanaged(container, input.email)
    try {
      return present
        ? { ...(await adopt(container, present, input, actorId)), adopted: true }
        : { ...(await make(container, input, actorId)), adopted: false }
    } catch (error) {
      // A checkout created a guest with this email meanwhile. Medusa allows one guest for each email.
      if (!isMedusasDuplicate(error)) {
        throw error
      }
      if (attempt === ATTEMPTS) {
        throw clienteleError("invalid_request", "email: another customer has this email address")
      }
    }
  }
}

async function make(container: MedusaContainer, input: CustomerInput, actorId: string | null) {
  if (input.livemode === false && input.email) {
    await refuseLivePoints(container, input.email)
  }
  const { rules } = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
  const { customer, profile } = planChange(null, input, rules.requiredFields)
  const parts = splitInput(input)
  const customer_id = generateEntityId(undefined, "cus")
  const made = {
    customer_id,
    customer: { ...customer, created_by: actorId },
    profile: { ...profile, managed: true },
    addresses: newAddresses(parts.addresses),
    contacts: parts.contacts,
    terms: parts.terms,
    default_currency: await getDefaultCurrency(container),
    actor_id: actorId,
  }
  const { result, transaction } = await announcingCustomer(container, customerEvents.CREATED, customer_id, () =>
    createCustomerWorkflow(container).run({ input: made }),
  )
  return { ...result, transaction }
}

async function adopt(container: MedusaContainer, unmanaged: CustomerDTO, input: CustomerInput, actorId: string | null) {
  const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
  const [present] = await profiles.listProfiles([unmanaged.id])
  if ((present?.livemode ?? true) !== (input.livemode ?? true)) {
    // A customer of the other mode is neither adopted nor named (contract M69).
    throw clienteleError("invalid_request", "email: another customer has this email address")
  }
  const known = { customer: unmanaged, profile: present ?? null }
  const { customer, profile } = planChange(known, input, profiles.rules.requiredFields)
  const change = {
    customer_id: unmanaged.id,
    adopting: true,
    customer,
    profile: { ...profile, managed: true },
    ...splitInput(input),
    default_currency: await getDefaultCurrency(container),
    actor_id: actorId,
  }
  const { result, transaction } = await announcingCustomer(container, customerEvents.UPDATED, unmanaged.id, () =>
    changeCustomerWorkflow(container).run({ input: change }),
  )
  await deleteReplacedPhoto(container, present, profile)
  return { ...result, transaction }
}

/**
 * The customer to adopt: the registered account with this email, else the guest. The profile's row says whether a customer
 * is managed.
 */
async function findUnmanaged(container: MedusaContainer, email: string | null | undefined) {
  if (!email) {
    return undefined
  }
  return (await findByEmail(container, email, true)) ?? findByEmail(container, email, false)
}

/**
 * Medusa's unique index allows one account and one guest for each spelling of an email address. Medusa's admin route stores
 * the spelling of the client, so other spellings are looked up in the plugin's index.
 */
async function findByEmail(container: MedusaContainer, email: string, has_account: boolean) {
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const [customer] = await customers.listCustomers({ email, has_account }, { take: 1 })
  if (customer) {
    return customer
  }
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  const page = { order: "created_at", limit: 1, offset: 0 } as const
  const { customer_ids } = await projection.listCustomers({ email, has_account }, page)
  const [spelt] = customer_ids.length > 0 ? await customers.listCustomers({ id: customer_ids }) : []
  return spelt
}

/** Medusa's message when its unique index on customers' emails refuses a row. */
export function isMedusasDuplicate(error: unknown): boolean {
  const { type, code, message } = error as Partial<MedusaError>
  return type === MedusaError.Types.INVALID_DATA && code === undefined && /email.*already exists/i.test(message ?? "")
}
