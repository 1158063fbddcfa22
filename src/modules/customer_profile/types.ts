/** Key of the module in Medusa's container. */
export const CUSTOMER_PROFILE_MODULE = "clientele_customer_profile"

/** The plugin's fields of a customer beyond Medusa's (contract R2). */
export type ProfileFields = {
  /** As it was given, letter for letter (contract R3). */
  name: string | null
  /**
   * Medusa's name fields at the time when `name` was given. If they differ now, `name` is no longer valid. See
   * domain/names.ts.
   */
  name_basis: string | null
  /** Medusa's `phone` at the time when it was given here, in E.164, and the typed text. */
  phone: string | null
  phone_original: string | null
  /** E.164, and the typed text. */
  whatsapp_number: string | null
  whatsapp_original: string | null
  fax: string | null
  fax_original: string | null
  is_business: boolean
  description: string | null
  website: string | null
  tax_id: string | null
  /** The customer's id in the merchant's own system, unique among live customers. */
  external_id: string | null
  photo_url: string | null
  photo_file_id: string | null
  /** Percent, 0 to 100, a decimal string. */
  discount_rate: string | null
  preferred_shipping: string | null
  /** `null`: since the customer was created. */
  customer_since: Date | null
  is_active: boolean
  /** Summary text; dated notes are in the customer_note module. */
  notes: string | null
  livemode: boolean
}

export type CustomerProfile = ProfileFields & {
  customer_id: string
  /**
   * Created or adopted by the plugin, or given an email by it. The email is unique among managed customers (contract R8).
   */
  managed: boolean
  /** The canonical email of a managed customer. */
  email_key: string | null
  created_at: Date
  updated_at: Date
  deleted_at: Date | null
}

/** The fields to change. Omitted fields stay as they are. */
export type ProfileChange = Partial<ProfileFields & Pick<CustomerProfile, "managed" | "email_key">>

/** The effects of a change on a profile, for its undo. */
export type SavedProfile = {
  change: ProfileChange
  /** Whether the change created the profile. Then `before` is an empty profile. */
  made: boolean
  before: CustomerProfile
  after: CustomerProfile
}
