import { model } from "@medusajs/framework/utils"

/** A customer's row of the index for lists and search, as Query reads it (contract R10, R69). */
export const ClienteleCustomer = model.define(
  { name: "clientele_customer", tableName: "clientele_customer_index" },
  {
    /** The customer's id. */
    id: model.id().primaryKey(),
    customer_id: model.text(),
    /** The canonical form of the customer's email address. */
    mailbox: model.text().nullable(),
    external_id: model.text().nullable(),
    has_account: model.boolean(),
    /** At least one completed or refunded transaction (contract R11). */
    has_transactions: model.boolean(),
    is_active: model.boolean(),
    is_business: model.boolean(),
    livemode: model.boolean(),
  },
)
