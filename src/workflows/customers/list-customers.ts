import type { MedusaContainer } from "@medusajs/framework/types"
import { withoutUndefined } from "../../kernel/without-undefined"
import { CREDIT_MODULE, type CreditModuleService, type CreditStanding } from "../../modules/credit"
import {
  CUSTOMER_PROJECTION_MODULE,
  type CustomerFilters,
  type CustomerPage,
  type CustomerPageRequest,
  type CustomerProjectionModuleService,
} from "../../modules/customer_projection"
import { listCustomerViews } from "./list-customer-views"

/** Filters of the list. `credit`: the standing of the customer's own account. */
export type ListedCustomers = Omit<CustomerFilters, "among"> & { credit?: CreditStanding | undefined }

export type CustomerList = Omit<CustomerPage, "customer_ids"> & {
  customers: Awaited<ReturnType<typeof listCustomerViews>>
  /** The first fill of the index is not complete yet. */
  incomplete: boolean
}

/**
 * A page of customers (contract R10): found in the index, with details from Medusa and the modules. With the option
 * `customers.listTransactedOnly` only customers with a transaction, unless a filter says otherwise (R11).
 *
 * @throws `invalid_request` for a cursor of another list
 */
export async function listCustomers(
  container: MedusaContainer,
  filters: ListedCustomers,
  request: CustomerPageRequest,
): Promise<CustomerList> {
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  const asked = filtersOf(container, filters)
  const [{ customer_ids, ...page }, filled] = await Promise.all([
    projection.listCustomers(asked, request),
    projection.isFilled(),
  ])
  return { customers: await listCustomerViews(container, customer_ids), ...page, incomplete: !filled }
}

/** The filters of the index, with the default filter of a list (R11). */
export function filtersOf(container: MedusaContainer, { credit, ...filters }: ListedCustomers): CustomerFilters {
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  const ledger = container.resolve<CreditModuleService>(CREDIT_MODULE)
  return {
    ...(projection.listTransactedOnly ? { has_transactions: true } : {}),
    ...withoutUndefined(filters),
    ...(credit ? { among: ledger.customersOnTerms(credit) } : {}),
  }
}
