import { defineLink } from "@medusajs/framework/utils"
import CustomerModule from "@medusajs/medusa/customer"
import ProfileModule from "../modules/customer_profile"

const { customer } = CustomerModule.linkable
const { clienteleProfile } = ProfileModule.linkable

/** `customer.clientele_profile` and back, `clientele_profile.customer` (contract R69). */
export default [
  defineLink(
    { linkable: customer, field: "id" },
    { ...clienteleProfile.id, primaryKey: "customer_id" },
    { readOnly: true },
  ),
  defineLink({ linkable: clienteleProfile, field: "customer_id" }, customer, { readOnly: true }),
]
