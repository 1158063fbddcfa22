import { createWorkflow, transform, type WorkflowData, WorkflowResponse, when } from "@medusajs/framework/workflows-sdk"
import { updateCustomersWorkflow } from "@medusajs/medusa/core-flows"
import type { AddressInput } from "../../modules/address_book"
import type { ListedContact } from "../../modules/contact"
import type { Terms } from "../../modules/credit"
import type { ProfileChange } from "../../modules/customer_profile"
import type { MedusaFields } from "./plan-change"
import { changeMetadataStep } from "./steps/change-metadata"
import { checkAddressLimitStep } from "./steps/check-address-limit"
import { rememberCustomerStep } from "./steps/remember-customer"
import { checkContactsStep, saveContactsStep } from "./steps/save-contacts"
import { saveProfileStep } from "./steps/save-profile"
import { saveTermsStep } from "./steps/save-terms"
import { writeAddressesStep } from "./steps/write-addresses"

export type CustomerChange = {
  customer_id: string
  /** Whether a guest becomes a managed customer, which at most one request can do (contract R1). */
  adopting?: boolean
  customer: MedusaFields
  profile: ProfileChange
  addresses: AddressInput
  contacts: readonly ListedContact[]
  terms: Terms
  default_currency: string
  /** Of the change of terms. */
  actor_id: string | null
}

/**
 * This workflow changes a customer with profile, addresses and terms of credit (contract R7), or adopts a guest (R1). A
 * failure in any step undoes the earlier changes.
 *
 * @summary Change a customer and the profile.
 */
export const changeCustomerWorkflow = createWorkflow(
  "clientele-change-customer",
  (input: WorkflowData<CustomerChange>) => {
    checkAddressLimitStep({ customer_id: input.customer_id, addresses: input.addresses })
    checkContactsStep({ customer_id: input.customer_id, contacts: input.contacts })
    const profile = transform({ input }, ({ input }) => ({
      customer_id: input.customer_id,
      change: input.profile,
      adopting: input.adopting ?? false,
    }))
    saveProfileStep(profile)
    const plain = transform({ input }, ({ input }) => {
      const { metadata: _merged, ...change } = input.customer
      return { customer_id: input.customer_id, change }
    })
    rememberCustomerStep(plain)
    const metadata = transform({ input }, ({ input }) => ({
      customer_id: input.customer_id,
      change: input.customer.metadata,
    }))
    changeMetadataStep(metadata)
    const update = transform({ plain }, ({ plain }) => ({
      selector: { id: [plain.customer_id] },
      // Medusa's types do not allow an update that clears a field.
      update: plain.change as Record<string, string | undefined>,
    }))
    // Runs also if only metadata changed, because Medusa's workflow emits the event.
    when({ input }, ({ input }) => Object.keys(input.customer).length > 0).then(() => {
      updateCustomersWorkflow.runAsStep({ input: update })
    })
    writeAddressesStep({ customer_id: input.customer_id, addresses: input.addresses })
    const contacts = saveContactsStep({ customer_id: input.customer_id, contacts: input.contacts })
    const { customer_id, terms, default_currency, actor_id } = input
    saveTermsStep({ customer_id, terms, default_currency, actor_id })
    return new WorkflowResponse({ id: input.customer_id, contacts })
  },
)
