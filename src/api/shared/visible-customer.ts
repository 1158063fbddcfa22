import type { MedusaRequest } from "@medusajs/framework/http"
import type { CustomerView } from "../../workflows/customers/customer-view"
import type { CustomerDetail } from "../../workflows/customers/list-customer-views"
import { isAllowed, READ_CREDIT, READ_ORDERS } from "./permissions"

type Shown = CustomerView & Partial<CustomerDetail>

const NO_TERMS = { currency_code: null, credit_limit: null, current_balance: null, payment_terms: null }

/**
 * The parts of a customer that the caller's role can read (contract M73, ADR 0062). Credit terms are `null` without
 * `clientele_credit:read`, and newest orders are left out without `order:read`.
 */
export async function visibleTo(req: MedusaRequest): Promise<(customer: Shown) => Shown> {
  const [credit, orders] = await Promise.all([isAllowed(req, READ_CREDIT), isAllowed(req, READ_ORDERS)])
  return ({ recent_orders, ...customer }) => ({
    ...customer,
    ...(credit ? {} : NO_TERMS),
    ...(orders && recent_orders ? { recent_orders } : {}),
  })
}
