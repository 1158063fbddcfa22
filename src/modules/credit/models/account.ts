import { model } from "@medusajs/framework/utils"

/** A credit account as Query reads it (contract R22, R69). */
export const ClienteleCreditAccount = model.define(
  { name: "clientele_credit_account", tableName: "clientele_credit_account" },
  {
    /** The customer's id. */
    id: model.id().primaryKey(),
    customer_id: model.text(),
    /** ISO 4217, lower case. */
    currency_code: model.text(),
    /** A decimal string in `currency_code`; `null` if no limit is agreed. */
    credit_limit: model.text().nullable(),
    /** `net_0` to `net_120`, or `eom`. */
    payment_terms: model.text().nullable(),
    /** `none`, `orders` or `shipping`. */
    on_hold: model.text(),
    /** Share of the limit that may be exceeded, 0 to 1, a decimal string. */
    tolerance: model.text(),
    /** Balance, amount held by orders, unapplied cash and available limit: decimal strings. */
    current_balance: model.text(),
    held: model.text(),
    unapplied: model.text(),
    available: model.text(),
  },
)
