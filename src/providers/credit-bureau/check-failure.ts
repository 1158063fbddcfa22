import { CHECK_FAILURES, type CheckFailure } from "../../modules/credit_check/types"

/** Why a bureau gave no answer. Its message is ours: what a bureau sends reaches neither log nor table. */
export class BureauError extends Error {
  readonly code: CheckFailure
  /** Whether the bureau cannot have acted on the request, so that any request may be sent again. */
  readonly isUnsent: boolean
  /** Whether another attempt may succeed. */
  readonly isTransient: boolean
  /** How long the bureau asked to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined

  constructor(code: CheckFailure, more: { isUnsent?: boolean; isTransient?: boolean; retryAfterMs?: number } = {}) {
    super(CHECK_FAILURES[code])
    this.code = code
    this.isUnsent = more.isUnsent ?? false
    this.isTransient = more.isTransient ?? false
    this.retryAfterMs = more.retryAfterMs
  }
}
