/** Key of the module in Medusa's container. */
export const CUSTOMER_NOTE_MODULE = "clientele_customer_note"
