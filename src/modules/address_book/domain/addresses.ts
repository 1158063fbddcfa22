/** An address in Medusa's fields, as its Customer module takes it. */
export type MedusaAddress = {
  address_name?: string | null
  first_name?: string | null
  last_name?: string | null
  company?: string | null
  phone?: string | null
  address_1?: string | null
  address_2?: string | null
  city?: string | null
  province?: string | null
  postal_code?: string | null
  country_code?: string | null
  is_default_shipping?: boolean
  is_default_billing?: boolean
  metadata?: Record<string, unknown> | null
}

/** An address that a customer has. */
export type KnownAddress = MedusaAddress & { id: string }

/** An address in a client's list. With an id, it changes that address. */
export type ListedAddress = MedusaAddress & { id?: string | undefined }

/** The ways in which a client may name addresses (contract R21), in Medusa's field names. */
export type AddressInput = {
  addresses?: readonly ListedAddress[] | undefined
  billing_address?: MedusaAddress | undefined
  shipping_address?: MedusaAddress | undefined
  /** Fields given beside the customer's own (S0, S2): one address, for both shipping and billing. */
  flat?: MedusaAddress | undefined
}

/** The writes that give the customer the requested addresses. */
export type AddressPlan = { create: MedusaAddress[]; update: { id: string; change: MedusaAddress }[] }

export type Flag = "is_default_billing" | "is_default_shipping"
export const FLAGS: readonly Flag[] = ["is_default_billing", "is_default_shipping"]
export const FIELDS = [
  "address_name",
  "first_name",
  "last_name",
  "company",
  "phone",
  "address_1",
  "address_2",
  "city",
  "province",
  "postal_code",
  "country_code",
] as const
