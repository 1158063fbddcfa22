import { model } from "@medusajs/framework/utils"

/** A mailbox's points, as Query reads it (contract R31, R69). All amounts are points. */
export const ClientelePointsAccount = model.define(
  { name: "clientele_points_account", tableName: "clientele_points_account" },
  {
    id: model.id().primaryKey(),
    /** The canonical email address that the account belongs to (ADR 0008). */
    mailbox: model.text(),
    /** The address as the caller spelled it in a filter, else the mailbox. Links from customers join on it. */
    email: model.text(),
    points_balance: model.number(),
    points_available: model.number(),
    points_held: model.number(),
    points_pending: model.number(),
    lifetime_earned: model.number(),
    lifetime_redeemed: model.number(),
  },
)
