/** Medusa's id of our payment provider: identifier `credit`, id `terms` (contract R24). */
export const CREDIT_TERMS_PROVIDER = "pp_credit_terms"

/**
 * In the context of a payment session: the order that it is for, where the plugin itself makes the session. Medusa's routes
 * take no context from a client.
 */
export const ORDER_IN_CONTEXT = "clientele_order_id"

/**
 * The provider's data of a payment session: buyer and amount (ADR 0007). Any client with the id of the cart or the order can read it, so it
 * names no account (contract M59).
 */
export type CreditIntent = {
  /** The member's customer id, as the session's caller was signed in. The cart itself shows the same. */
  customer_id: string
  /** Decimal string in major units. */
  amount: string
  /** ISO 4217, lower case. */
  currency_code: string
  session_id: string
}

// On the global object, as a file can be loaded twice.
const key = Symbol.for("medusa-plugin-clientele.credit-terms")
type Holder = { [key]?: boolean }

/** Remembers that this process has `pp_credit_terms` among its payment providers. */
export function markCreditTerms(): void {
  ;(globalThis as Holder)[key] = true
}

/** Whether orders of this store can be paid on terms. Without it, orders ask nothing of credit. */
export function hasCreditTerms(): boolean {
  return (globalThis as Holder)[key] === true
}
