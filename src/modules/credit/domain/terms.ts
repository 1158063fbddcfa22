import { decimal } from "../../../kernel/money"

/** The terms of an account. Omitted fields stay as they are. R1 and R7 change the first three. */
export type Terms = {
  currency_code?: string | undefined
  credit_limit?: string | null | undefined
  payment_terms?: string | null | undefined
  on_hold?: "none" | "orders" | "shipping" | undefined
  tolerance?: string | undefined
  overdue_block_amount?: string | null | undefined
  overdue_block_days?: number | null | undefined
  allocation?: "automatic" | "manual" | undefined
  short_payment_tolerance?: string | undefined
}

/** Longest payment term, in days (contract R22). */
export const MAX_NET_DAYS = 120

/** Largest credit limit, in major units of the account's currency (contract R22). */
export const MAX_CREDIT_LIMIT = 1_000_000_000_000

/** Whether `limit` is a credit limit: a decimal from 0 to {@link MAX_CREDIT_LIMIT}, in plain digits. */
export function isCreditLimit(limit: string): boolean {
  return /^\d{1,13}(\.\d{1,10})?$/.test(limit) && decimal(limit).lte(MAX_CREDIT_LIMIT)
}

const NET = /^net_(0|[1-9]\d{0,2})$/

/** Whether `terms` are terms of payment: `net_0` to `net_120` (days after the invoice), or `eom` (end of its month). */
export function isPaymentTerms(terms: string): boolean {
  const net = NET.exec(terms)
  return terms === "eom" || (net !== null && Number(net[1]) <= MAX_NET_DAYS)
}

/** Whether a text is a fraction of a limit: a decimal from 0 to 1, in plain digits. */
export function isShare(text: string): boolean {
  return /^[01](\.\d{1,10})?$/.test(text) && decimal(text).lte(1)
}
