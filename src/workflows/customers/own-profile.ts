import type { MedusaContainer } from "@medusajs/framework/types"
import { clienteleError } from "../../kernel/errors"
import type { CustomerInput } from "./customer-input"
import type { CustomerView } from "./customer-view"
import { listCustomerViews } from "./list-customer-views"

/**
 * Fields that shoppers can change of themselves (contract R19). Not included: the merchant's fields (limits, rates, terms,
 * `is_active`, `external_id`, `description`, `notes`, `is_business`), and `email`, on which sign-in and points depend.
 */
export const EDITABLE = [
  "name",
  "first_name",
  "last_name",
  "company_name",
  "phone",
  "whatsapp_number",
  "website",
] as const satisfies readonly (keyof CustomerInput)[]

/** Fields that shoppers see of themselves. */
const SHOWN = ["id", "email", ...EDITABLE, "phone_original"] as const satisfies readonly (keyof CustomerView)[]

export type OwnProfile = Pick<CustomerView, (typeof SHOWN)[number]>
export type OwnProfileChange = Pick<CustomerInput, (typeof EDITABLE)[number]>

/** A signed-in customer's own profile (contract R19). @throws `not_found` once the customer is deleted */
export async function getOwnProfile(container: MedusaContainer, customerId: string): Promise<OwnProfile> {
  const [customer] = await listCustomerViews(container, [customerId])
  if (!customer) {
    throw clienteleError("not_found", "Customer not found")
  }
  return pick(customer, SHOWN)
}

/** Picks these fields of an object. */
export function pick<From extends object, Key extends keyof From>(from: From, keys: readonly Key[]): Pick<From, Key> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<From, Key>
}
