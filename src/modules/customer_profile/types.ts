/** Key of the module in Medusa's container. */
export const CUSTOMER_PROFILE_MODULE = "clientele_customer_profile"

/** What the plugin keeps of a customer beyond Medusa's fields (contract R2). */
export type ProfileFields = {
  /** As it was given, letter for letter (contract R3). */
  name: string | null
  /** Medusa's name fields when `name` was given: where they are others by now, the name is void. See domain/names.ts. */
  name_basis: string | null
  /** Medusa's `phone` when it was given here, E.164, and how it was typed. */
  phone: string | null
  phone_original: string | null
  /** E.164, and how it was typed. */
  whatsapp_number: string | null
  whatsapp_original: string | null
  fax: string | null
  fax_original: string | null
  is_business: boolean
  description: string | null
  website: string | null
  tax_id: string | null
  /** The customer's id in the merchant's own system: unique among those that are not deleted. */
  external_id: string | null
  photo_url: string | null
  photo_file_id: string | null
  /** Percent, 0 to 100, a decimal string. */
  discount_rate: string | null
  preferred_shipping: string | null
  /** `null`: since the customer was made. */
  customer_since: Date | null
  is_active: boolean
  /** Summary text; dated notes are in the customer_note module. */
  notes: string | null
  livemode: boolean
}

export type CustomerProfile = ProfileFields & {
  customer_id: string
  /** Made, adopted or given an email by the plugin: its email is unique among the managed (contract R8). */
  managed: boolean
  /** The canonical email of a managed customer. */
  email_key: string | null
  created_at: Date
  updated_at: Date
  deleted_at: Date | null
}

/** What is to change; left out stays as it is. */
export type ProfileChange = Partial<ProfileFields & Pick<CustomerProfile, "managed" | "email_key">>

/** What a change has done to a profile, so that it can be taken back. */
export type SavedProfile = {
  change: ProfileChange
  /** Whether the change made the profile: then `before` is an empty one. */
  made: boolean
  before: CustomerProfile
  after: CustomerProfile
}
