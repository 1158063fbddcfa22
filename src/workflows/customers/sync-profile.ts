import type { ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { hasCode } from "../../kernel/errors"
import { canonicalMailbox } from "../../kernel/mailbox"
import {
  CUSTOMER_PROFILE_MODULE,
  type CustomerProfile,
  type CustomerProfileModuleService,
} from "../../modules/customer_profile"

/**
 * Synchronises a profile with changes by Medusa's own routes (contract R8, R9): deletion, restoration, or another email. A
 * managed customer whose new email belongs to another managed customer is no longer managed, which is logged. Safe to run
 * twice. A customer without a profile gets none.
 */
export async function syncProfile(container: MedusaContainer, customerId: string): Promise<void> {
  const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
  const [profile] = await profiles.listProfiles([customerId])
  if (!profile) {
    return
  }
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const [customer] = await customers.listCustomers(
    { id: customerId },
    { select: ["id", "email", "deleted_at"], withDeleted: true },
  )
  if (!customer || customer.deleted_at) {
    await profiles.softDeleteProfiles([customerId])
    return
  }
  const emailKey = canonicalMailbox(customer.email)
  if (profile.deleted_at || (profile.managed && profile.email_key !== emailKey)) {
    await restoreProfile(container, profile, emailKey)
  }
}

/** Restores the profile with Medusa's current email address, unless another customer has its unique values. */
async function restoreProfile(
  container: MedusaContainer,
  profile: CustomerProfile,
  emailKey: string | null,
): Promise<void> {
  const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
  const attempts = [
    profile.managed ? { email_key: emailKey } : {},
    { managed: false, email_key: null },
    { managed: false, email_key: null, external_id: null },
  ]
  for (const change of attempts) {
    try {
      await profiles.saveProfile(profile.customer_id, change)
      return
    } catch (error) {
      if (!hasCode(error, "invalid_request")) {
        throw error
      }
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logger.warn(
        `clientele: ${profile.customer_id} is no longer managed, because another customer has its unique values`,
      )
    }
  }
}
