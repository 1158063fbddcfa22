/** Key of the module in Medusa's container. */
export const CREDIT_MODULE = "clientele_credit"

/** What a customer may owe, and on which terms (CONTRACT R22). Amounts are decimal strings in `currency_code`. */
export type CreditAccount = {
  customer_id: string
  /** ISO 4217, lower case, as Medusa writes it. */
  currency_code: string
  /** `null`: none agreed; `"0"`: no credit. */
  credit_limit: string | null
  /** `net_0` … `net_120`, or `eom`; `null` where none are agreed. */
  payment_terms: string | null
  on_hold: boolean
  /** Share of the limit that may be exceeded: 0 to 1. */
  tolerance: string
  /** What the customer owes. 0 until there is a ledger of receivables. */
  current_balance: string
}

/** What R1 and R7 may change; left out stays as it is. */
export type Terms = {
  currency_code?: string | undefined
  credit_limit?: string | null | undefined
  payment_terms?: string | null | undefined
}

/** What agreeing on terms has done, so that it can be taken back. */
export type SavedTerms = {
  terms: Terms
  /** Whether it made the account: then `before` is an empty one. */
  made: boolean
  before: CreditAccount
  after: CreditAccount
}
