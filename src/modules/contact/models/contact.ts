import { model } from "@medusajs/framework/utils"

/** A person at a customer, as Query reads it (contract R20, R69). */
export const ClienteleContact = model.define(
  { name: "clientele_contact", tableName: "clientele_contact" },
  {
    id: model.id().primaryKey(),
    customer_id: model.text(),
    name: model.text(),
    title: model.text().nullable(),
    email: model.text().nullable(),
    /** The canonical form of `email`. */
    mailbox: model.text().nullable(),
    /** E.164. */
    phone: model.text().nullable(),
    /** The number as it was typed. */
    phone_original: model.text().nullable(),
    is_primary: model.boolean(),
  },
)
