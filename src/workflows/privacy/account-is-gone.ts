/**
 * Whether a payment provider's error says that the account does not exist (ADR 0035): an earlier run may have been cut off after
 * the provider's answer.
 *
 * Medusa's Stripe provider throws an `Error` with nothing but the text of Stripe's answer. Other providers of Medusa's throw
 * Medusa's `not_found`, or pass Stripe's code on. A bare HTTP 404 does not count: a wrong address or a gateway answers so, too,
 * while the account is still there. Neither does Stripe's answer that it has the account in its other mode.
 */
export function saysAccountIsGone(error: unknown): boolean {
  const { type, code, message } = Object(error) as Record<string, unknown>
  const text = String(message)
  const gone = type === "not_found" || code === "resource_missing" || /no such customer/i.test(text)
  return gone && !/similar object exists/i.test(text)
}
