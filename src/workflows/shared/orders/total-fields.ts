/** Fields of Query with which Medusa computes the totals of an order and its lines. */
export const TOTAL_FIELDS: readonly string[] = [
  "total",
  "items.*",
  "items.detail.*",
  "items.tax_lines.rate",
  "items.adjustments.*",
  "shipping_methods.*",
  "shipping_methods.tax_lines.rate",
  "shipping_methods.adjustments.*",
  "credit_lines.*",
]
