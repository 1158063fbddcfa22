/**
 * Whether a payment provider's error says that the account does not exist (ADR 0035): an earlier run can have been
 * interrupted after the provider's answer.
 *
 * Medusa's Stripe provider throws an `Error` with only the text of Stripe's answer. Other providers throw Medusa's
 * `not_found`, or pass Stripe's code on. A bare HTTP 404 does not count, because a wrong address or a gateway gives the
 * same answer while the account still exists. Neither does Stripe's answer that the account exists in the other mode.
 */
export function saysAccountIsGone(error: unknown): boolean {
  const { type, code, message } = Object(error) as Record<string, unknown>
  const text = String(message)
  const gone = type === "not_found" || code === "resource_missing" || /no such customer/i.test(text)
  return gone && !/similar object exists/i.test(text)
}
