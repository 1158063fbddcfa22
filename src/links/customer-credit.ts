import { defineLink } from "@medusajs/framework/utils"
import CustomerModule from "@medusajs/medusa/customer"
import CreditModule from "../modules/credit"

const { customer } = CustomerModule.linkable
const { clienteleCreditAccount } = CreditModule.linkable

/** `customer.clientele_credit_account` and back, `clientele_credit_account.customer` (contract R69). */
export default [
  defineLink(
    { linkable: customer, field: "id" },
    { ...clienteleCreditAccount.id, primaryKey: "customer_id" },
    { readOnly: true },
  ),
  defineLink({ linkable: clienteleCreditAccount, field: "customer_id" }, customer, { readOnly: true }),
]
