import { clienteleError } from "../../../kernel/errors"
import { isCreditLimit, isPaymentTerms, isShare, MAX_CREDIT_LIMIT, type Terms } from "./terms"

/** @throws `invalid_request` naming the first field that is not valid */
export function checkTerms(terms: Terms): void {
  const problem = problemOfTerms(terms)
  if (problem) {
    throw clienteleError("invalid_request", problem)
  }
}

/** @returns the first problem, naming the field; `null` for none */
function problemOfTerms(terms: Terms): string | null {
  if (terms.currency_code !== undefined && !/^[a-z]{3}$/i.test(terms.currency_code)) {
    return "currency_code: must be a currency code of three letters (ISO 4217)"
  }
  for (const field of ["credit_limit", "overdue_block_amount", "short_payment_tolerance"] as const) {
    const amount = terms[field]
    if (amount && !isCreditLimit(amount)) {
      return `${field}: must be a decimal from 0 to ${MAX_CREDIT_LIMIT}`
    }
  }
  if (terms.payment_terms && !isPaymentTerms(terms.payment_terms)) {
    return "payment_terms: must be eom, or net_0 to net_120"
  }
  if (terms.tolerance !== undefined && !isShare(terms.tolerance)) {
    return "tolerance: must be a share of the limit, a decimal from 0 to 1"
  }
  return null
}

/** @throws `invalid_request` naming the field of a member's spending limit */
export function checkSpending({
  spending_limit,
  spending_period,
}: {
  spending_limit: string | null
  spending_period: string | null
}): void {
  if (spending_limit !== null && !isCreditLimit(spending_limit)) {
    throw clienteleError("invalid_request", `spending_limit: must be a decimal from 0 to ${MAX_CREDIT_LIMIT}`)
  }
  if ((spending_limit === null) !== (spending_period === null)) {
    throw clienteleError("invalid_request", "spending_period: must be given together with spending_limit")
  }
}
