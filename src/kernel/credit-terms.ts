/** Medusa's id of our payment provider: identifier `credit`, id `terms` (contract R24). */
export const CREDIT_TERMS_PROVIDER = "pp_credit_terms"

/**
 * Key in the context of a payment session: the order for which the plugin itself creates the session. Medusa's routes
 * accept no context from a client.
 */
export const ORDER_IN_CONTEXT = "clientele_order_id"

/**
 * The provider's data of a payment session: buyer and amount (ADR 0007). Any client with the id of the cart or the order can read it, so it
 * names no account (contract M59).
 */
export type CreditIntent = {
  /** The member's customer id: the signed-in caller of the session. The cart itself shows the same. */
  customer_id: string
  /** Decimal string in major units. */
  amount: string
  /** ISO 4217, lower case. */
  currency_code: string
  session_id: string
}

// Stored on the global object, because a file can be loaded twice.
const key = Symbol.for("medusa-plugin-clientele.credit-terms")
type Holder = { [key]?: boolean }

/** Records that this process has the payment provider `pp_credit_terms`. */
export function markCreditTerms(): void {
  ;(globalThis as Holder)[key] = true
}

/** Whether orders of this store can be paid on terms. If not, orders skip all work for credit. */
export function hasCreditTerms(): boolean {
  return (globalThis as Holder)[key] === true
}
