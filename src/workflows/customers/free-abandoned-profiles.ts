import type { ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { hasCode } from "../../kernel/errors"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"

/** A profile is written shortly before its customer (contract R1). After this time the creation has ended. */
const ABANDONED_AFTER_MS = 60_000

type Wanted = { email_key: string | null; external_id: string | null }

/**
 * Runs work that can be refused because another customer has the email or the external id. If that customer does not exist
 * (deleted outside the plugin, or its creation was interrupted), the profile gives both up, and the work runs again.
 */
export async function freeingAbandoned<T>(
  container: MedusaContainer,
  wanted: Wanted,
  now: Date,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (hasCode(error, "invalid_request") && (await freeAbandoned(container, wanted, now))) {
      return work()
    }
    throw error
  }
}

async function freeAbandoned(container: MedusaContainer, wanted: Wanted, now: Date): Promise<boolean> {
  const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
  const holders = await profiles.findHolders(wanted.email_key, wanted.external_id)
  if (holders.length === 0) {
    return false
  }
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const ids = holders.map(({ customer_id }) => customer_id)
  const known = await customers.listCustomers({ id: ids }, { select: ["id", "deleted_at"], withDeleted: true })
  const deleted = new Map(known.map((one) => [one.id, Boolean(one.deleted_at)]))
  const old = new Date(now.getTime() - ABANDONED_AFTER_MS)
  const gone = holders.filter((one) => deleted.get(one.customer_id) === true)
  const unfinished = holders.filter((one) => !deleted.has(one.customer_id) && one.created_at < old)
  await profiles.softDeleteProfiles(gone.map(({ customer_id }) => customer_id))
  for (const { customer_id } of unfinished) {
    await profiles.deleteProfile(customer_id)
  }
  return gone.length + unfinished.length > 0
}
