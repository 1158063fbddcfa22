import type { DistributedTransactionType } from "@medusajs/framework/orchestration"
import type { ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { systemClock } from "../../kernel/clock"
import { clienteleError } from "../../kernel/errors"
import { canonicalMailbox } from "../../kernel/mailbox"
import type { ContactsDone } from "../../modules/contact"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"
import { areOfOneMode, refuseLivePoints } from "../shared/customers/customer-modes"
import { getMedusaCustomer } from "../shared/customers/get-medusa-customer"
import { customerEvents } from "../shared/events/customer-events"
import { withCustomerLease } from "../shared/locks/cart-lease"
import { getDefaultCurrency } from "../shared/medusa/get-default-currency"
import { emitChanged } from "./announce-contacts"
import { announcingCustomer } from "./announce-customer"
import { changeCustomerWorkflow } from "./change-customer-workflow"
import { isMedusasDuplicate } from "./create-or-adopt"
import type { CustomerInput } from "./customer-input"
import { freeingAbandoned } from "./free-abandoned-profiles"
import { planChange } from "./plan-change"
import { deleteReplacedPhoto } from "./replace-photo"
import { splitInput } from "./split-input"

/**
 * Changes the given fields of a customer (contract R7): Medusa's fields, the profile, addresses, contacts and terms of
 * credit. The first change creates the profile. A change of the email makes the customer managed (R8).
 *
 * @throws `not_found`; `invalid_request` naming the field; `metadata_too_large`, `address_limit`
 */
export async function updateCustomer(
  container: MedusaContainer,
  id: string,
  input: CustomerInput,
  actorId: string | null,
): Promise<{ transaction: DistributedTransactionType; contacts: ContactsDone }> {
  const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
  const [customer, [profile]] = await Promise.all([getMedusaCustomer(container, id), profiles.listProfiles([id])])
  if (profile?.livemode === false && input.email && input.email !== canonicalMailbox(customer.email)) {
    await refuseLivePoints(container, input.email)
  }
  const plan = planChange({ customer, profile: profile ?? null }, input, profiles.rules.requiredFields)
  const change = {
    customer_id: id,
    ...plan,
    ...splitInput(input),
    default_currency: await getDefaultCurrency(container),
    actor_id: actorId,
  }
  const wanted = { email_key: input.email ?? null, external_id: input.external_id ?? null }
  try {
    const run = () =>
      freeingAbandoned(container, wanted, systemClock(), () => changeCustomerWorkflow(container).run({ input: change }))
    const inTurn = Object.values(change.addresses).some((given) => given !== undefined)
    const { result, transaction } = await announcingCustomer(container, customerEvents.UPDATED, id, () =>
      inTurn ? withCustomerLease(container, id, run) : run(),
    )
    await deleteReplacedPhoto(container, profile, plan.profile)
    await emitChanged(container, id, result.contacts)
    return { transaction, contacts: result.contacts }
  } catch (error) {
    throw isMedusasDuplicate(error) ? await emailTaken(container, id, input.email, customer.has_account) : error
  }
}

/**
 * Medusa allows one account and one guest for each email address. The error names the customer who has it, if both are of
 * one mode.
 */
async function emailTaken(
  container: MedusaContainer,
  id: string,
  email: string | null | undefined,
  has_account: boolean,
): Promise<Error> {
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const [holder] = email ? await customers.listCustomers({ email, has_account }, { select: ["id"], take: 1 }) : []
  const message = "email: another customer has this email address"
  const isTold = holder !== undefined && (await areOfOneMode(container, [id, holder.id]))
  return clienteleError("invalid_request", isTold ? `${message} (${holder.id})` : message)
}
