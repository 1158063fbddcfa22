import { clienteleError } from "../../kernel/errors"
import { problemsOf, sentenceOf } from "../../kernel/sentences"
import type { CreditCheckAnswer, CreditCheckProvider, CreditCheckQuestion } from "../../modules/credit_check/types"
import { type BureauOptions, bureauOptionsSchema } from "./bureau-options"
import { allowedUrl, buildRequest, unknownPlaceholders } from "./bureau-request"
import { fetchAnswer } from "./fetch-answer"
import { readAnswer } from "./read-answer"

/**
 * A credit bureau behind an HTTP API that speaks JSON (contract R26; docs/credit-checks.md). One overall time limit, a list of allowed
 * hosts, no redirects, a largest size; only named facts go out, only named values come in.
 */
export class CreditBureauService implements CreditCheckProvider {
  static identifier = "http"
  readonly #options: BureauOptions

  /**
   * Medusa's rules for providers: called at the boot, before the constructor.
   *
   * @throws `invalid_option`, which stops the boot
   */
  static validateOptions(options: unknown): void {
    parseBureauOptions(options)
  }

  constructor(_cradle: object, options: unknown) {
    this.#options = parseBureauOptions(options)
  }

  /** @throws BureauError with one of the codes of CHECK_FAILURES */
  async check(question: CreditCheckQuestion, { signal }: { signal: AbortSignal }): Promise<CreditCheckAnswer> {
    const { modelVersion: model_version } = this.#options
    const built = buildRequest(question, this.#options)
    if ("missing" in built) {
      const text = `The bureau needs data that the customer does not have: ${built.missing.join(", ")}.`
      const reasons = [{ code: "facts_missing", factor: "bureau", points: 0, text }]
      return { ...NOTHING, status: "insufficient_data", model_version, reasons }
    }
    const { sent } = built.request
    const answer = await fetchAnswer(built.request, this.#options, signal)
    if (!answer) {
      return { ...NOTHING, status: "not_found", model_version, sent }
    }
    return { ...NOTHING, status: "ok", model_version, ...readAnswer(answer.json, this.#options), sent }
  }
}

const NOTHING = {
  credit_score: null,
  credit_rating: null,
  risk_assessment: null,
  recommended_credit_limit: null,
  confidence: null,
  reasons: [],
}

function parseBureauOptions(raw: unknown): BureauOptions {
  const result = bureauOptionsSchema.safeParse(raw ?? {}, { error: sentenceOf })
  if (!result.success) {
    throw invalid(
      problemsOf(result.error.issues).map(({ path, sentence }) => `${path.join(".") || "options"}: ${sentence}`),
    )
  }
  const unknown = unknownPlaceholders(result.data.url)
  if (unknown.length > 0) {
    throw invalid([`url: {${unknown[0]}} is not a fact of a customer`])
  }
  try {
    allowedUrl(result.data.url.replace(/[{}]/g, ""), result.data)
  } catch {
    throw invalid([
      "url: must be https and lead to one of allowedHosts; http is allowed only to this machine, with allowLoopback",
    ])
  }
  return result.data
}

const invalid = (problems: readonly string[]) =>
  clienteleError(
    "invalid_option",
    `medusa-plugin-clientele/providers/credit-bureau: invalid option. ${problems.join("; ")}`,
  )
