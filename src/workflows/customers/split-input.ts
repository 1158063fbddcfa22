import type { AddressInput } from "../../modules/address_book"
import type { ListedContact } from "../../modules/contact"
import type { Terms } from "../../modules/credit"
import type { CustomerInput } from "./customer-input"

/** The parts of a request that belong to other modules than the profile. */
export function splitInput(input: CustomerInput): {
  addresses: AddressInput
  contacts: readonly ListedContact[]
  terms: Terms
} {
  const { addresses, billing_address, shipping_address, flat, contacts, currency_code, credit_limit, payment_terms } =
    input
  return {
    addresses: { addresses, billing_address, shipping_address, flat },
    contacts: contacts ?? [],
    terms: { currency_code, credit_limit, payment_terms },
  }
}
