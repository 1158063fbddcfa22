import { model } from "@medusajs/framework/utils"

/** A receivable of an order or adjustment as Query reads it (contract R23, R69). */
export const ClienteleReceivable = model.define(
  { name: "clientele_receivable", tableName: "clientele_credit_receivable" },
  {
    id: model.id().primaryKey(),
    account_id: model.text(),
    /** The account's customer, whose id is the account's. A module has one link `customer`, so all its entities have this field. */
    customer_id: model.text(),
    /** `null` for an adjustment. */
    order_id: model.text().nullable(),
    /** The charged and the open amount: decimal strings in the account's currency. */
    charged: model.text(),
    open: model.text(),
    /** As agreed when the order was made. */
    payment_terms: model.text().nullable(),
    /** Days of the store's calendar, YYYY-MM-DD. */
    issued_on: model.text(),
    due_on: model.text().nullable(),
    po_number: model.text().nullable(),
    note: model.text().nullable(),
  },
)
