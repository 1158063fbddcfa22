import { model } from "@medusajs/framework/utils"

/** A dated, authored entry about a customer, as Query reads it (contract R14, R69). */
export const ClienteleNote = model.define(
  { name: "clientele_note", tableName: "clientele_customer_note" },
  {
    id: model.id().primaryKey(),
    customer_id: model.text(),
    body: model.text(),
    /** The admin user's or secret key's id. */
    author_id: model.text().nullable(),
  },
)
