import { model } from "@medusajs/framework/utils"

/** A row of the ledger, as Query reads it (contract R31, R69). */
export const ClientelePointsEntry = model.define(
  { name: "clientele_points_entry", tableName: "clientele_points_entry" },
  {
    id: model.id().primaryKey(),
    account_id: model.text(),
    /** Counts the entries of its account from 1. */
    version: model.number(),
    type: model.enum(["earn", "redeem", "adjust"]),
    reason: model.enum([
      "order",
      "order_change",
      "refund_reversal",
      "redemption",
      "redeem_return",
      "expiry",
      "manual",
      "import",
      "merge",
    ]),
    /** Signed, never 0. */
    points: model.number(),
    balance_after: model.number(),
    order_id: model.text().nullable(),
    currency_code: model.text().nullable(),
    /** The reason in the merchant's words. */
    stated_reason: model.text().nullable(),
    note: model.text().nullable(),
    actor_id: model.text().nullable(),
    /** How the points were computed. */
    calculation: model.json().nullable(),
  },
)
