import { z } from "@medusajs/framework/zod"
import { decimal, minorUnitDigits, moneyInWords } from "../../../kernel/money"
import { type Assessment, ratingOf, riskOf } from "./assess"
import { MAX_SCORE, MIN_SCORE, type ModelOptions, RATINGS } from "./model-options"

/** Largest limit that a check can recommend, in major units: the largest limit of an account. */
const MAX_LIMIT = 1_000_000_000_000

/** NUL and halves of surrogate pairs: PostgreSQL cannot store them. */
const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((value) => !/\0|\p{Cs}/u.test(value))

const level = z.enum(["low", "medium", "high"])

const answerSchema = z.object({
  status: z.enum(["ok", "insufficient_data", "not_found"]),
  credit_score: z.number().int().min(MIN_SCORE).max(MAX_SCORE).nullable(),
  credit_rating: z.enum(RATINGS).nullable(),
  risk_assessment: level.nullable(),
  recommended_credit_limit: z
    .string()
    .regex(/^\d{1,13}(\.\d{1,10})?$/)
    .nullable(),
  confidence: level.nullable(),
  reasons: z
    .array(
      z.object({
        code: text(100),
        factor: text(100),
        points: z.number().int().min(-MAX_SCORE).max(MAX_SCORE),
        text: text(500),
      }),
    )
    .max(50),
  model_version: text(100),
  limit_currency_code: z
    .string()
    .regex(/^[a-z]{3}$/)
    .nullish(),
  reference: text(200).nullish(),
  sent: z.record(text(100), text(1000)).nullish(),
})

/** A provider's answer in the form that is stored. */
export type ValidAnswer = Assessment & {
  model_version: string
  reference: string | null
  sent: Record<string, string> | null
}

/**
 * Validates a provider's answer, because a bureau or a host's own code can return anything. Missing rating and risk are
 * computed from the score. A limit in another currency than the account's becomes a reason, because it cannot be applied.
 *
 * @param currency of the account, ISO 4217, lower case
 * @returns `null` for an answer that is not valid
 */
export function validAnswer(raw: unknown, currency: string, bands: ModelOptions["bands"]): ValidAnswer | null {
  const result = answerSchema.safeParse(raw)
  if (!result.success || (result.data.status === "ok") !== (result.data.credit_score !== null)) {
    return null
  }
  const { limit_currency_code, reference, sent, ...answer } = result.data
  const rating = answer.credit_score === null ? null : (answer.credit_rating ?? ratingOf(answer.credit_score, bands))
  const valid: ValidAnswer = {
    ...answer,
    credit_rating: rating,
    risk_assessment: rating === null ? null : (answer.risk_assessment ?? riskOf(rating)),
    recommended_credit_limit: rating === null ? null : answer.recommended_credit_limit,
    reference: reference ?? null,
    sent: sent ?? null,
  }
  return withLimit(valid, limit_currency_code ?? currency, currency)
}

function withLimit(answer: ValidAnswer, limitCurrency: string, currency: string): ValidAnswer | null {
  if (answer.recommended_credit_limit === null) {
    return answer
  }
  const limit = decimal(answer.recommended_credit_limit)
  if (limit.gt(MAX_LIMIT) || Number(limit.decimalPlaces()) > minorUnitDigits(limitCurrency)) {
    return null
  }
  if (limitCurrency === currency) {
    return { ...answer, recommended_credit_limit: limit.toFixed() }
  }
  const said = moneyInWords(limit, limitCurrency)
  const reason = {
    code: "limit_in_other_currency",
    factor: "limit",
    points: 0,
    text: `The provider recommends a limit of ${said}. The account is kept in ${currency.toUpperCase()}.`,
  }
  return { ...answer, recommended_credit_limit: null, reasons: [...answer.reasons, reason] }
}
