import type { MedusaContainer } from "@medusajs/framework/types"
import { stringify } from "csv-stringify/sync"
import { clienteleError } from "../../kernel/errors"
import { spreadsheetText } from "../../kernel/spreadsheet-text"
import {
  CUSTOMER_PROJECTION_MODULE,
  type CustomerOrder,
  type CustomerProjectionModuleService,
} from "../../modules/customer_projection"
import type { CustomerView } from "./customer-view"
import { filtersOf, type ListedCustomers, listCustomers } from "./list-customers"

/** Maximum customers in one file. A spreadsheet can take a million, but memory and time of the store are limited. */
const MAX_EXPORTED = 100_000

const PAGE = 100

/** `visible`: removes data that the caller may not read. */
type ExportRequest = { order: CustomerOrder; visible: (customer: CustomerView) => CustomerView }

type Line = Record<string, string | number | boolean | Date | null>

/**
 * The list of customers as CSV, one chunk for each page, read at the client's speed. Text that a spreadsheet would run as a
 * formula gets an apostrophe before it (contract M40).
 *
 * @throws `invalid_request` if the filters match more than {@link MAX_EXPORTED}
 */
export async function exportCustomers(
  container: MedusaContainer,
  filters: ListedCustomers,
  request: ExportRequest,
): Promise<AsyncIterable<string>> {
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  if ((await projection.countUpTo(filtersOf(container, filters), MAX_EXPORTED)) > MAX_EXPORTED) {
    const message = `format: a CSV file has at most ${MAX_EXPORTED} customers; narrow the filters, for example by created_at[gte]`
    throw clienteleError("invalid_request", message)
  }
  return pages(container, filters, request)
}

async function* pages(container: MedusaContainer, filters: ListedCustomers, { order, visible }: ExportRequest) {
  yield csv([COLUMNS])
  let cursor: string | undefined
  do {
    const page = await listCustomers(container, filters, { limit: PAGE, offset: 0, cursor, order })
    yield csv(page.customers.map((customer) => Object.values(lineOf(visible(customer)))))
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
}

const csv = (lines: readonly (readonly unknown[])[]) =>
  stringify([...lines] as unknown[][], {
    escape_formulas: true,
    cast: {
      boolean: String,
      string: spreadsheetText,
      date: (moment) => moment.toISOString(),
      // The sign of a number does not start a formula.
      number: (value) => ({ value: String(value), escape_formulas: false }) as unknown as string,
    },
  })

const COLUMNS = [
  ...["id", "name", "email", "first_name", "last_name", "company_name", "phone", "external_id", "tax_id"],
  ...["is_business", "is_active", "has_account", "total_orders", "total_spent", "last_order_at"],
  ...["currency_code", "credit_limit", "current_balance", "payment_terms", "customer_since", "created_at", "livemode"],
] as const

function lineOf(customer: CustomerView): Line {
  const { total_spent, ...one } = customer
  const spent = total_spent.map(({ amount, currency_code }) => `${amount ?? 0} ${currency_code}`).join(" + ")
  return Object.fromEntries(COLUMNS.map((name) => [name, name === "total_spent" ? spent : (one[name] as Line[string])]))
}
