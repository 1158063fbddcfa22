/** A contact person of a customer (contract R20). */
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

/** The data of a contact: the columns of {@link ContactFields}. */
export type ContactLines = Pick<Contact, "name" | "title" | "email" | "phone" | "phone_original">

/** A contact in a client's list. With an id it changes that contact. Without an id it is a new contact and needs a name. */
export type ListedContact = Partial<ContactFields> & { id?: string | undefined }
