import { defineLink } from "@medusajs/framework/utils"
import CustomerModule from "@medusajs/medusa/customer"
import PointsModule from "../modules/points"

const { customer } = CustomerModule.linkable
const { clientelePointsAccount } = PointsModule.linkable

/**
 * `customer.clientele_points_account` (contract R69). Points belong to a mailbox (ADR 0008): the link joins the customer's address,
 * in whatever spelling, on the account's `email`, which answers in that spelling (ADR 0040).
 */
export default defineLink(
  { linkable: customer, field: "email" },
  { ...clientelePointsAccount.id, primaryKey: "email" },
  { readOnly: true },
)
