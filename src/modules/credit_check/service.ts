import { generateEntityId } from "@medusajs/framework/utils"
import type { Database } from "../../kernel/database"
import { DeadlineError, withDeadline } from "../../kernel/deadline"
import { clienteleError } from "../../kernel/errors"
import { Readable } from "../../kernel/reading/readable"
import { type ValidAnswer, validAnswer } from "./domain/validate-answer"
import { type CheckOptions, parseCheckOptions, providerKey } from "./providers/parse-check-options"
import { creditChecks } from "./reading"
import { countDetails, deleteDetails, insertCheck, readCheck, readChecks } from "./sql/credit-checks"
import { claimRefresh, deferRefresh, deleteRefreshes } from "./sql/refreshes"
import {
  CHECK_FAILURES,
  type CheckFailure,
  CREDIT_CHECK_MODULE,
  type CreditCheck,
  type CreditCheckProvider,
  type CreditCheckQuestion,
  type CreditSnapshot,
  type CreditSubject,
} from "./types"

type Cradle = { __pg_connection__: Database; logger?: { warn(message: string): void } } & Record<string, unknown>

/** The request for a check. */
export type CheckRequest = {
  subject: CreditSubject & { customer_id: string }
  snapshot: CreditSnapshot
  /** Id of a provider; without one `creditCheck.defaultProvider`. */
  provider?: string | undefined
  /** The actor: an admin user's or a secret key's id. */
  actor_id: string | null
}

/** The history of credit checks, and the providers that make them (contract R25, R26; ADR 0056). It changes no account. */
export default class CreditCheckModuleService extends Readable(CREDIT_CHECK_MODULE, creditChecks) {
  readonly #cradle: Cradle
  readonly #options: CheckOptions

  /** @throws `invalid_option` for options that do not fit */
  constructor(cradle: Cradle, options?: Record<string, unknown>) {
    super(cradle)
    this.#cradle = cradle
    this.#options = parseCheckOptions(options)
  }

  /** Ids of the providers that can be named, `internal` first. */
  get providers(): readonly string[] {
    return this.#options.ids
  }

  /** The provider for requests that name none. */
  get defaultProvider(): string {
    return this.#options.defaultProvider
  }

  /**
   * Asks a provider and stores its answer. No transaction is open during the call. A provider that fails, sends an invalid
   * answer or takes longer than `creditCheck.timeoutMs` results in a check with the status `error` (contract M62).
   *
   * @throws `invalid_request` for an unknown provider
   */
  async runCheck({ subject, snapshot, actor_id, ...named }: CheckRequest): Promise<CreditCheck> {
    const provider = named.provider ?? this.#options.defaultProvider
    if (!this.#options.ids.includes(provider)) {
      throw clienteleError("invalid_request", `provider: must be one of ${this.#options.ids.join(", ")}`)
    }
    const question = { check_id: generateEntityId(undefined, "ccheck"), subject, snapshot }
    const outcome = await this.#ask(provider, question)
    return insertCheck(this.#cradle.__pg_connection__, {
      ...outcome,
      id: question.check_id,
      customer_id: subject.customer_id,
      provider,
      currency_code: snapshot.currency_code,
      current_credit_limit: snapshot.credit_limit,
      snapshot,
      actor_id,
      as_of: new Date(snapshot.as_of),
      valid_days: this.#options.validDays,
    })
  }

  async #ask(id: string, question: CreditCheckQuestion): Promise<Outcome> {
    const { timeoutMs, model } = this.#options
    const provider = this.#cradle[providerKey(id)] as CreditCheckProvider
    const late = new AbortController()
    try {
      const asked = (async () => provider.check(question, { signal: late.signal }))()
      const answer = validAnswer(
        await withDeadline(timeoutMs, `credit check by ${id}`, asked),
        question.snapshot.currency_code,
        model.bands,
      )
      return answer ? { ...answer, error_code: null } : this.#failed(id, question, "answer_invalid")
    } catch (error) {
      return this.#failed(id, question, failureOf(error))
    } finally {
      late.abort()
    }
  }

  /** The log has ids and the code only, because an error's text can quote the sent data. */
  #failed(id: string, { check_id }: CreditCheckQuestion, error_code: CheckFailure): Outcome {
    this.#cradle.logger?.warn(`clientele: credit check ${check_id} by ${id} failed: ${error_code}`)
    return { ...NO_RESULT, reasons: [], error_code }
  }

  /** A page of a customer's checks, newest first. @param limit 1 to 200 */
  async listChecks(
    customerId: string,
    cursor: string | null,
    limit: number,
  ): Promise<{ checks: CreditCheck[]; next_cursor: string | null }> {
    return readChecks(this.#cradle.__pg_connection__, customerId, cursor, limit)
  }

  /** @throws `not_found`, also for another customer's check */
  async getCheck(customerId: string, id: string): Promise<CreditCheck> {
    const check = await readCheck(this.#cradle.__pg_connection__, customerId, id)
    if (!check) {
      throw clienteleError("not_found", "Credit check not found")
    }
    return check
  }

  // Checks that expire are made again (contract R28, ADR 0056)

  /** Ids of the providers whose checks are repeated. */
  get refreshed(): readonly string[] {
    return this.#options.refresh
  }

  /**
   * Claims the customer whose check of a provider expired first. No other call gets the same customer for a day.
   *
   * @returns `null` if none has expired
   */
  async takeExpired(provider: string): Promise<string | null> {
    return claimRefresh(this.#cradle.__pg_connection__, provider)
  }

  /** Postpones the repetition of an expired check by `creditCheck.validDays`. */
  async deferExpired(customerId: string, provider: string): Promise<void> {
    await deferRefresh(this.#cradle.__pg_connection__, customerId, provider, this.#options.validDays)
  }

  // Privacy (contract R18)

  /**
   * Ends automatic checks, and deletes actors, sent data and sentences. Codes, points, amounts and dates stay. Safe to
   * repeat.
   */
  async anonymizeChecks(customerId: string): Promise<void> {
    await deleteRefreshes(this.#cradle.__pg_connection__, customerId)
    await deleteDetails(this.#cradle.__pg_connection__, customerId)
  }

  /** Number of checks that {@link anonymizeChecks} would change. */
  async countPersonal(customerId: string): Promise<number> {
    return countDetails(this.#cradle.__pg_connection__, customerId)
  }
}

type Outcome = Omit<ValidAnswer, "status" | "model_version"> &
  Pick<CreditCheck, "status" | "model_version"> & { error_code: CheckFailure | null }

const NO_RESULT = {
  status: "error",
  model_version: null,
  credit_score: null,
  credit_rating: null,
  risk_assessment: null,
  recommended_credit_limit: null,
  confidence: null,
  reference: null,
  sent: null,
} as const

function failureOf(error: unknown): CheckFailure {
  if (error instanceof DeadlineError) {
    return "timeout"
  }
  const code = String((error as { code?: unknown } | null)?.code)
  return Object.hasOwn(CHECK_FAILURES, code) ? (code as CheckFailure) : "provider_failed"
}
