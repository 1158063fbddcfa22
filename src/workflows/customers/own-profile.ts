import type { MedusaContainer } from "@medusajs/framework/types"
import { clienteleError } from "../../kernel/errors"
import type { CustomerInput } from "./customer-input"
import type { CustomerView } from "./customer-view"
import { presentCustomers } from "./present"
import { updateCustomer } from "./update"

/**
 * What shoppers may say about themselves (CONTRACT R19). Not here: what the merchant decides (limits, rates, terms, `is_active`,
 * `external_id`, `description`, `notes`, `is_business`), and `email`, which signing in and points hang on.
 */
const EDITABLE = [
  "name",
  "first_name",
  "last_name",
  "company_name",
  "phone",
  "whatsapp_number",
  "website",
] as const satisfies readonly (keyof CustomerInput)[]

/** What they see of themselves. */
const SHOWN = ["id", "email", ...EDITABLE, "phone_original"] as const satisfies readonly (keyof CustomerView)[]

export type OwnProfile = Pick<CustomerView, (typeof SHOWN)[number]>
export type OwnProfileChange = Pick<CustomerInput, (typeof EDITABLE)[number]>

/** A signed-in customer's own profile (CONTRACT R19). @throws `not_found` once the customer is deleted */
export async function readOwnProfile(container: MedusaContainer, customerId: string): Promise<OwnProfile> {
  const [customer] = await presentCustomers(container, [customerId])
  if (!customer) {
    throw clienteleError("not_found", "Customer not found")
  }
  return pick(customer, SHOWN)
}

/**
 * Changes what is given of it and leaves the rest. Whatever else a caller may hand over is left out here once more, as the
 * workflow below could write it.
 *
 * @throws `not_found`; `invalid_request` naming a field that the shop requires and that is to be emptied
 */
export async function changeOwnProfile(
  container: MedusaContainer,
  customerId: string,
  change: OwnProfileChange,
): Promise<OwnProfile> {
  await updateCustomer(container, customerId, pick(change, EDITABLE))
  return readOwnProfile(container, customerId)
}

function pick<From extends object, Key extends keyof From>(from: From, keys: readonly Key[]): Pick<From, Key> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<From, Key>
}
