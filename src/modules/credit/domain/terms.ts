/** Longest term that can be agreed, in days (CONTRACT R22). */
export const MAX_NET_DAYS = 120

const NET = /^net_(0|[1-9]\d{0,2})$/

/** Whether `terms` are terms of payment: `net_0` to `net_120` (days after the invoice), or `eom` (end of its month). */
export function isPaymentTerms(terms: string): boolean {
  const net = NET.exec(terms)
  return terms === "eom" || (net !== null && Number(net[1]) <= MAX_NET_DAYS)
}
