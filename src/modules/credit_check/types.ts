import type { Assessment } from "./domain/assess"
import type { CreditSnapshot } from "./domain/snapshot"

export type { Assessment, Confidence, Risk } from "./domain/assess"
export type { Reason } from "./domain/factors"
export type { Rating } from "./domain/model-options"
export type { CreditSnapshot, OverdueRow, PaidRow } from "./domain/snapshot"

/** Key of the module in Medusa's container. */
export const CREDIT_CHECK_MODULE = "clientele_credit_check"

/** Facts about a customer that can be sent to a bureau. */
export const SUBJECT_FIELDS = [
  "customer_id",
  "external_id",
  "company_name",
  "first_name",
  "last_name",
  "email",
  "phone",
  "tax_id",
  "website",
] as const
export type SubjectField = (typeof SUBJECT_FIELDS)[number]

/** The subject of a check. `null` for unknown facts. */
export type CreditSubject = Record<SubjectField, string | null>

/** What a provider is asked. */
export type CreditCheckQuestion = {
  /** The check's id: the same for each attempt, so it can be an idempotency key. */
  check_id: string
  subject: CreditSubject
  snapshot: CreditSnapshot
}

/** A provider's answer. The module validates it, and computes rating and risk from the score if they are `null`. */
export type CreditCheckAnswer = Assessment & {
  /** 1 to 100 characters. */
  model_version: string
  /** Currency of `recommended_credit_limit`, ISO 4217; `null` for that of the account. */
  limit_currency_code?: string | null
  /** The provider's reference of the check. */
  reference?: string | null
  /** The sent facts, by name. They are kept with the check and deleted when the customer is anonymised. */
  sent?: Record<string, string> | null
}

/** A provider of credit checks (contract R26). Its class has a static `identifier`. */
export interface CreditCheckProvider {
  /**
   * Assesses a customer. It is never called inside a transaction. The module waits at most `creditCheck.timeoutMs` for the
   * result.
   *
   * @param signal aborts when the time is over
   * @throws an error with a `code` of {@link CHECK_FAILURES}; any other counts as `provider_failed`
   */
  check(question: CreditCheckQuestion, context: { signal: AbortSignal }): Promise<CreditCheckAnswer>
}

/** Why a check has the status `error`. */
export const CHECK_FAILURES = {
  timeout: "The provider did not answer in time.",
  unreachable: "The provider could not be reached.",
  refused: "The provider refused the request. Check its credentials and its options.",
  rate_limited: "The provider accepts no more requests at the moment.",
  provider_failed: "The provider failed.",
  redirected: "The provider redirected the request. The plugin does not follow redirects.",
  answer_too_large: "The provider's answer is too large.",
  answer_invalid: "The provider's answer is not valid.",
  host_not_allowed: "The provider's URL leads to a host that is not allowed.",
} as const
export type CheckFailure = keyof typeof CHECK_FAILURES

/** A credit check as it was made (contract R25). */
export type CreditCheck = Omit<Assessment, "status" | "reasons"> & {
  id: string
  customer_id: string
  /** The provider's id in the options; `internal` for the built-in one. */
  provider: string
  /** `null` if the provider did not answer. */
  model_version: string | null
  status: Assessment["status"] | "error"
  /** `text` is `null` once the customer is anonymised. */
  reasons: { code: string; factor: string; points: number; text: string | null }[]
  /** Why there is no result; `null` unless `status` is `error`. */
  error: { code: CheckFailure; message: string } | null
  /** Of all amounts of the check. */
  currency_code: string
  /** The limit at the time of the check; `null` if none was agreed. */
  current_credit_limit: string | null
  /** The snapshot of the ledger. */
  snapshot: CreditSnapshot
  /** The provider's own number of the check. */
  reference: string | null
  /** The data that was sent to the provider; `null` if none was sent, or after the customer is anonymised. */
  sent: Record<string, string> | null
  /** The admin user or secret key that ran the check. */
  actor_id: string | null
  as_of: Date
  last_checked: Date
  /** After this time the check cannot be applied. */
  expires_at: Date
}
