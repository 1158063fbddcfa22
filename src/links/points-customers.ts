import { defineLink } from "@medusajs/framework/utils"
import CustomerModule from "@medusajs/medusa/customer"
import ProjectionModule from "../modules/customer_projection"
import PointsModule from "../modules/points"

const { customer } = CustomerModule.linkable
const { clienteleCustomer } = ProjectionModule.linkable
const { clientelePointsAccount } = PointsModule.linkable

/**
 * `clientele_points_account.clientele_customers`, all customers with the account's mailbox, and `clientele_customer.customer`
 * (contract R69). Medusa keeps addresses as they were typed; the projection has their canonical form (ADR 0040).
 */
export default [
  defineLink(
    { linkable: clientelePointsAccount, field: "mailbox", isList: true },
    { ...clienteleCustomer.id, primaryKey: "mailbox" },
    { readOnly: true },
  ),
  defineLink({ linkable: clienteleCustomer, field: "customer_id" }, customer, { readOnly: true }),
]
