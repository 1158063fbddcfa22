/** A status and its kind, one of three. */
export type OrderStatusFilter = { field: "status" | "payment_status" | "fulfillment_status"; value: string }

/** The statuses of Medusa 2, by kind. */
export const orderStatuses = {
  status: ["pending", "completed", "draft", "archived", "canceled", "requires_action"],
  payment_status: [
    "not_paid",
    "awaiting",
    "authorized",
    "partially_authorized",
    "captured",
    "partially_captured",
    "refunded",
    "partially_refunded",
  ],
  fulfillment_status: [
    "not_fulfilled",
    "partially_fulfilled",
    "fulfilled",
    "partially_shipped",
    "shipped",
    "partially_delivered",
    "delivered",
  ],
} as const satisfies Record<OrderStatusFilter["field"], readonly string[]>

/**
 * Which column a status filters (contract R15). `canceled` and `requires_action` also exist for payments. As statuses of
 * the order they say more, so they filter that column.
 *
 * @returns `null` for an unknown status
 */
export function orderStatusFilter(value: string): OrderStatusFilter | null {
  for (const field of Object.keys(orderStatuses) as OrderStatusFilter["field"][]) {
    const known: readonly string[] = orderStatuses[field]
    if (known.includes(value)) {
      return { field, value }
    }
  }
  return null
}
