import type { IndexedCustomer, ProjectedOrder } from "../../../src/modules/customer_projection"

let made = 0

/** An id that nothing else in this process has. */
export const newId = (prefix: string) => `${prefix}_${process.pid}_${String(++made).padStart(6, "0")}`

/** A paid order of 20 dollars for one shirt; what a test is about is given. */
export function order(given: Partial<ProjectedOrder> & { customer_id: string | null }): ProjectedOrder {
  const id = given.order_id ?? newId("order")
  return {
    order_id: id,
    currency_code: "usd",
    display_id: 1,
    status: "pending",
    payment_status: "captured",
    fulfillment_status: "not_fulfilled",
    total: "20",
    paid: "20",
    refunded: "0",
    revenue: "20",
    items_count: "1",
    is_sale: true,
    is_transaction: true,
    placed_at: new Date("2026-01-15T12:00:00Z"),
    paid_at: new Date("2026-01-16T12:00:00Z"),
    shipped_at: null,
    delivered_at: null,
    canceled_at: null,
    movements: [],
    lines: [{ line_id: `${id}_1`, product_id: "prod_shirt", title: "shirt", quantity: "1", revenue: "20" }],
    ...given,
  }
}

/** A customer as the index gets it. */
export function customer(given: Partial<IndexedCustomer>): IndexedCustomer {
  return {
    customer_id: given.customer_id ?? newId("cus"),
    created_at: new Date("2026-01-01T00:00:00Z"),
    email: null,
    name: "",
    phone: null,
    external_id: null,
    is_active: true,
    is_business: false,
    has_account: false,
    livemode: true,
    deleted_at: null,
    texts: [given.name, given.email],
    phones: [given.phone],
    ...given,
  }
}
