import { defineLink } from "@medusajs/framework/utils"
import CustomerModule from "@medusajs/medusa/customer"
import CreditCheckModule from "../modules/credit_check"

const { customer } = CustomerModule.linkable
const { clienteleCreditCheck } = CreditCheckModule.linkable

/** `customer.clientele_credit_checks`, the newest first, and back, `clientele_credit_check.customer` (contract R69). */
export default [
  defineLink(
    { linkable: customer, field: "id", isList: true },
    { ...clienteleCreditCheck.id, primaryKey: "customer_id" },
    { readOnly: true },
  ),
  defineLink({ linkable: clienteleCreditCheck, field: "customer_id" }, customer, { readOnly: true }),
]
