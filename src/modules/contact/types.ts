/** Key of the module in Medusa's container. */
export const CONTACT_MODULE = "clientele_contact"

export type * from "./domain/contact"
