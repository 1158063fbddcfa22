import type { Phone } from "../../kernel/phone"
import type { AddressInput } from "../../modules/address_book"
import type { ListedContact } from "../../modules/contact"
import type { Terms } from "../../modules/credit"
import type { Metadata, NameInput, ProfileFields } from "../../modules/customer_profile"

/** A validated request to create or change a customer (contract R1, R7). Omitted fields stay, `null` clears. */
export type CustomerInput = NameInput &
  AddressInput &
  Terms &
  Partial<
    Pick<
      ProfileFields,
      | "is_business"
      | "description"
      | "website"
      | "tax_id"
      | "external_id"
      | "photo_url"
      | "discount_rate"
      | "preferred_shipping"
      | "customer_since"
      | "is_active"
      | "notes"
      | "livemode"
    >
  > & {
    /** Canonical. */
    email?: string | null
    phone?: Phone | null
    whatsapp_number?: Phone | null
    fax?: Phone | null
    metadata?: Metadata | null
    contacts?: readonly ListedContact[]
  }
