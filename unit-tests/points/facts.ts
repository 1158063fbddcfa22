import type { ItemFacts, OrderFacts } from "../../src/modules/points/domain/order-facts"

export const at = (text: string) => new Date(`${text}Z`)
export const PLACED = at("2026-03-01T10:00:00")

export function item(one: Partial<ItemFacts> = {}): ItemFacts {
  return {
    unit_price: 10,
    quantity: 1,
    returned_quantity: 0,
    tax_percent: 0,
    is_tax_inclusive: false,
    is_giftcard: false,
    discounts: [],
    ...one,
  }
}

/** A paid order of 100 in goods and 10 shipping, unless told otherwise. */
export function order(one: Partial<OrderFacts> = {}): OrderFacts {
  return {
    order_id: "order_1",
    email: "ann@example.com",
    currency_code: "usd",
    status: "pending",
    is_draft: false,
    placed_at: PLACED,
    completed_at: null,
    items: [item({ quantity: 10 })],
    total: 110,
    credit_lines: [],
    captures: [{ amount: 110, at: at("2026-03-01T11:00:00") }],
    refunds: [],
    ...one,
  }
}
