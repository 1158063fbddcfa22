import type { ItemFacts, OrderFacts, SwapFacts } from "../../src/modules/points/domain/order-facts"

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

/** The change that an exchange or claim made to a line. */
export const swap = (one: Partial<SwapFacts>): SwapFacts => ({
  awaited_quantity: 0,
  swapped_quantity: 0,
  is_replacement: false,
  ...one,
})

/** A capture of the first payment. */
export const paid = (amount: number | string, moment = "2026-03-01T11:00:00") => ({
  amount,
  at: at(moment),
  is_first: true,
})

/** A paid order of 100 in goods and 10 in shipping; `one` overrides these facts. */
export function order(one: Partial<OrderFacts> = {}): OrderFacts {
  return {
    order_id: "order_1",
    email: "ann@example.com",
    currency_code: "usd",
    is_canceled: false,
    is_draft: false,
    placed_at: PLACED,
    completed_at: null,
    items: [item({ quantity: 10 })],
    total: 110,
    credit_lines: [],
    captures: [paid(110)],
    first_payment: one.captures?.length === 0 && one.total === 0 ? null : (one.total ?? 110),
    refunds: [],
    ...one,
  }
}
