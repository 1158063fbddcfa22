import { createWorkflow, transform, type WorkflowData, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { createCustomersWorkflow } from "@medusajs/medusa/core-flows"
import { ascendingIds } from "../../kernel/ulid"
import type { MedusaAddress } from "../../modules/address_book"
import type { ListedContact } from "../../modules/contact"
import type { Terms } from "../../modules/credit"
import type { ProfileChange } from "../../modules/customer_profile"
import type { MedusaFields } from "./plan-change"
import { saveContactsStep } from "./steps/save-contacts"
import { saveProfileStep } from "./steps/save-profile"
import { saveTermsStep } from "./steps/save-terms"

export type NewCustomer = {
  /** Chosen by the caller, so that the profile can be written first. */
  customer_id: string
  customer: MedusaFields & { created_by: string | null }
  profile: ProfileChange
  addresses: MedusaAddress[]
  contacts: readonly ListedContact[]
  terms: Terms
  default_currency: string
  /** Of the change of terms. */
  actor_id: string | null
}

/**
 * This workflow creates a customer with profile, addresses, contacts and terms of credit (contract R1). A failure in any
 * step undoes the earlier ones. The profile is written first, because its unique indexes decide between parallel requests.
 *
 * @summary Create a customer with a profile.
 */
export const createCustomerWorkflow = createWorkflow(
  "clientele-create-customer",
  (input: WorkflowData<NewCustomer>) => {
    const profile = transform({ input }, ({ input }) => ({ customer_id: input.customer_id, change: input.profile }))
    saveProfileStep(profile)
    const customersData = transform({ input }, ({ input }) => {
      const { metadata, ...fields } = input.customer
      const ids = ascendingIds("cuaddr", input.addresses.length)
      const addresses = input.addresses.map((address, index) => ({ id: ids[index], ...address }))
      return [{ id: input.customer_id, ...fields, metadata: metadata ?? undefined, addresses }]
    })
    createCustomersWorkflow.runAsStep({ input: { customersData } })
    const contacts = saveContactsStep({ customer_id: input.customer_id, contacts: input.contacts })
    const { customer_id, terms, default_currency, actor_id } = input
    saveTermsStep({ customer_id, terms, default_currency, actor_id })
    return new WorkflowResponse({ id: input.customer_id, contacts })
  },
)
