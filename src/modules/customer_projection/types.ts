import type { IdsStatement } from "../../kernel/database"
import type { CustomerOrder } from "./domain/cursor"

/** Key of the module in Medusa's container. */
export const CUSTOMER_PROJECTION_MODULE = "clientele_customer_projection"

/** The index data of a customer: fields for search, filters and sort orders. */
export type IndexedCustomer = {
  customer_id: string
  created_at: Date
  email: string | null
  /** The name by which lists are sorted. */
  name: string
  /** Any spelling of the customer's telephone number; only its digits are compared. */
  phone: string | null
  external_id: string | null
  is_active: boolean
  is_business: boolean
  has_account: boolean
  livemode: boolean
  deleted_at: Date | null
  /** All searched texts, in any order: names, email addresses, ids. */
  texts: readonly (string | null | undefined)[]
  /** Searched telephone numbers, as typed and in E.164. */
  phones: readonly (string | null | undefined)[]
}

export type ProjectedLine = {
  line_id: string
  product_id: string | null
  title: string
  /** Ordered, as a decimal string. */
  quantity: string
  /** Ordered less returned, as a decimal string. */
  revenue: string
}

/** A capture or a refund, by Medusa's id. `amount` is a decimal string in major units. */
export type ProjectedMovement = {
  movement_id: string
  kind: "payment" | "refund"
  amount: string
  made_at: Date
  /** The admin user whom Medusa names. */
  actor_id: string | null
}

/** The data of an order for its customer's figures. Amounts are exact decimal strings in major units of `currency_code`. */
export type ProjectedOrder = {
  order_id: string
  customer_id: string | null
  /** ISO 4217, lower case. */
  currency_code: string
  display_id: number | null
  status: string
  payment_status: string
  fulfillment_status: string
  /** The order's total after edits and returns. */
  total: string
  /** Σ captured. */
  paid: string
  /** Σ given back. */
  refunded: string
  /** See `revenueOf` in domain/order.ts. */
  revenue: string
  items_count: string
  /** Whether it counts as an order: neither a draft nor canceled. */
  is_sale: boolean
  /** Money has moved (contract R11). */
  is_transaction: boolean
  placed_at: Date
  /** The time when it was paid in full; `null` before that. */
  paid_at: Date | null
  shipped_at: Date | null
  delivered_at: Date | null
  canceled_at: Date | null
  lines: ProjectedLine[]
  movements: ProjectedMovement[]
}

/** An order without the fields that only sums need: a row of R15. */
export type OrderRow = Omit<
  ProjectedOrder,
  "lines" | "movements" | "customer_id" | "is_sale" | "is_transaction" | "revenue"
>

/** Figures of a customer in one currency (contract R12). Amounts are decimal strings. */
export type CustomerStats = {
  customer_id: string
  /** ISO 4217, lower case. */
  currency_code: string
  /** Orders that are neither drafts nor canceled. */
  total_orders: number
  /** Money received less money given back. */
  total_spent: string
  first_order_at: Date | null
  last_order_at: Date | null
}

/** Bounds of a moment. */
export type Moments = { gte?: Date | undefined; gt?: Date | undefined; lte?: Date | undefined; lt?: Date | undefined }

/** Filters of the list (contract R10, R11). */
export type CustomerFilters = {
  email?: string | undefined
  phone?: string | undefined
  external_id?: string | undefined
  is_active?: boolean | undefined
  is_business?: boolean | undefined
  has_account?: boolean | undefined
  has_transactions?: boolean | undefined
  livemode?: boolean | undefined
  created_at?: Moments | undefined
  q?: string | undefined
  /** Only those that this finds. */
  among?: IdsStatement | undefined
}

/** The part of the list: `cursor` continues after a page, `offset` skips rows. */
export type CustomerPageRequest = {
  order: CustomerOrder
  limit: number
  offset: number
  cursor?: string | undefined
}

export type CustomerPage = {
  customer_ids: string[]
  /** Exact up to `MAX_EXACT_COUNT`. Above it, PostgreSQL's estimate, which is never below that limit. */
  count: number
  count_is_estimate: boolean
  /** Rows before this page. */
  offset: number
  has_more: boolean
  next_cursor: string | null
}

/** Above this the list's count is an estimate. Counting a million rows costs more than the rest of the page. */
export const MAX_EXACT_COUNT = 10_000

/** The checkpoint of a rebuild of all customers and orders. The next run continues there. */
export type Checkpoint = {
  phase: "customers" | "orders"
  /** The last finished id of the phase; `""` at its beginning. */
  after_id: string
  /** If set, only orders placed since then are rebuilt, and no customers. */
  since: Date | null
  done_at: Date | null
}

export { type CustomerOrder, customerOrders } from "./domain/cursor"
export type { CurrencyFigures } from "./domain/figures"
export type { OrderStatusFilter } from "./domain/status"
