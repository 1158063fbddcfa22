/** A person at a customer (contract R20). */
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

/** What a contact says: the columns of {@link ContactFields}. */
export type ContactLines = Pick<Contact, "name" | "title" | "email" | "phone" | "phone_original">

/** One of the contacts that a client lists: with an id a change of that one, without a new one, which needs a name. */
export type ListedContact = Partial<ContactFields> & { id?: string | undefined }
