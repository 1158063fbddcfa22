import { defineLink } from "@medusajs/framework/utils"
import CustomerModule from "@medusajs/medusa/customer"
import OrderModule from "@medusajs/medusa/order"
import CreditModule from "../modules/credit"

const { customer } = CustomerModule.linkable
const { order } = OrderModule.linkable
const { clienteleReceivable } = CreditModule.linkable

/**
 * `order.clientele_receivable`, its receivable, and back, `clientele_receivable.order`; `clientele_receivable.customer` is
 * the account's customer, who can differ from the order's (contract R69).
 */
export default [
  defineLink(
    { linkable: order, field: "id" },
    { ...clienteleReceivable.id, primaryKey: "order_id" },
    { readOnly: true },
  ),
  defineLink({ linkable: clienteleReceivable, field: "order_id" }, order, { readOnly: true }),
  defineLink({ linkable: clienteleReceivable, field: "customer_id" }, customer, { readOnly: true }),
]
