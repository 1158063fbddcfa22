/** Key of the module in Medusa's container. */
export const CONTACT_MODULE = "clientele_contact"

/** A person at a customer (CONTRACT R20). */
export type Contact = {
  id: string
  customer_id: string
  name: string
  title: string | null
  email: string | null
  /** E.164. */
  phone: string | null
  /** The number as it was typed. */
  phone_original: string | null
  is_primary: boolean
  created_at: Date
  updated_at: Date
}

export type ContactFields = {
  name: string
  title?: string | null
  email?: string | null
  phone?: { e164: string; original: string } | null
  is_primary?: boolean
}
