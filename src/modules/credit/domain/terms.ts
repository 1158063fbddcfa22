import { decimal } from "../../../kernel/money"

/** Longest term that can be agreed, in days (CONTRACT R22). */
export const MAX_NET_DAYS = 120

/** Largest credit limit, in major units of the account's currency (CONTRACT R22). */
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

/** Whether a text is a share of a limit: a decimal from 0 to 1, in plain digits. */
export function isShare(text: string): boolean {
  return /^[01](\.\d{1,10})?$/.test(text) && decimal(text).lte(1)
}
