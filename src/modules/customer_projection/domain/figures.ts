/** Sums of a customer's orders in one currency and period (contract R16). Amounts are decimal strings. */
export type CurrencyFigures = {
  currency_code: string
  /** Of all time. */
  lifetime: { orders: number; spent: string; first_order_at: Date | null; last_order_at: Date | null }
  /** Orders placed in the period. */
  period: {
    orders: number
    revenue: string
    paid: string
    refunded: string
    canceled: number
    payment_days: string | null
  }
  months: { month: string; orders: number; revenue: string }[]
  products: { product_id: string | null; product_name: string; quantity_ordered: string; revenue: string }[]
}
