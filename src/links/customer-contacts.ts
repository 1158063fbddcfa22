import { defineLink } from "@medusajs/framework/utils"
import CustomerModule from "@medusajs/medusa/customer"
import ContactModule from "../modules/contact"

const { customer } = CustomerModule.linkable
const { clienteleContact } = ContactModule.linkable

/** `customer.clientele_contacts` and back, `clientele_contact.customer` (contract R69). */
export default [
  defineLink(
    { linkable: customer, field: "id", isList: true },
    { ...clienteleContact.id, primaryKey: "customer_id" },
    { readOnly: true },
  ),
  defineLink({ linkable: clienteleContact, field: "customer_id" }, customer, { readOnly: true }),
]
