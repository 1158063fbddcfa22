/** Key of the module in Medusa's container. */
export const CUSTOMER_NOTE_MODULE = "clientele_customer_note"

/** A dated, authored entry about a customer (contract R14). */
export type CustomerNote = {
  id: string
  customer_id: string
  body: string
  /** The author: the id of an admin user or a secret key. */
  author_id: string | null
  created_at: Date
  updated_at: Date
}
