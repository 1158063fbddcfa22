import type { CreditCheckAnswer, Rating, Reason } from "../../modules/credit_check/types"
import type { BureauOptions } from "./bureau-options"
import { BureauError } from "./check-failure"

const [MIN, MAX] = [300, 850]

/** Most reasons that are taken over; a bureau's first ones weigh most. */
const MAX_REASONS = 20

type Read = Pick<
  CreditCheckAnswer,
  "credit_score" | "credit_rating" | "recommended_credit_limit" | "limit_currency_code" | "reference" | "reasons"
>

/**
 * What the options name in a bureau's answer. Everything else is dropped, so that nothing more about a person is kept (R26).
 *
 * @throws BureauError `answer_invalid` where a named value is missing, of another type, or out of its range
 */
export function readAnswer(json: unknown, options: BureauOptions): Read {
  const { answer: places } = options
  const limit = places.limit === undefined ? null : at(json, places.limit)
  return {
    credit_score: scaled(at(json, places.score), options.scoreRange),
    credit_rating: places.rating === undefined ? null : graded(at(json, places.rating), places.ratings),
    recommended_credit_limit: limit === null ? null : decimalText(limit),
    limit_currency_code: limit === null ? null : currencyOf(json, options),
    reference: places.reference === undefined ? null : text(at(json, places.reference), 200),
    reasons: places.reasons === undefined ? [] : readReasons(json, places.reasons),
  }
}

/** A value by its place; `null` where there is none. */
function at(json: unknown, place: string): unknown {
  let value = json
  for (const name of place.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) {
      return null
    }
    value = (value as Record<string, unknown>)[name]
  }
  return value ?? null
}

/** A bureau's whole score on our scale, rounded half up. */
function scaled(score: unknown, [worst, best]: readonly [number, number]): number {
  const [low, high] = worst < best ? [worst, best] : [best, worst]
  const given = typeof score === "string" && /^-?\d{1,9}$/.test(score) ? Number(score) : score
  // Guard: a score outside of the bureau's own range says that the answer is not what we think.
  if (typeof given !== "number" || !Number.isInteger(given) || given < low || given > high) {
    throw new BureauError("answer_invalid")
  }
  const width = high - low
  const steps = Math.abs(given - worst) * (MAX - MIN)
  return MIN + Math.floor((2 * steps + width) / (2 * width))
}

function graded(grade: unknown, ratings: Readonly<Record<string, Rating>>): Rating {
  const name = String(grade)
  const rating = Object.hasOwn(ratings, name) ? ratings[name] : undefined
  if (!rating) {
    throw new BureauError("answer_invalid")
  }
  return rating
}

/** JSON's numbers are doubles; up to 15 digits they are written back as they came. */
function decimalText(limit: unknown): string {
  const isExact = typeof limit === "number" && Math.abs(limit) < 1e13 && String(limit).replace(/\D/g, "").length <= 15
  const given = isExact ? String(limit) : limit
  if (typeof given !== "string" || !/^\d{1,13}(\.\d{1,10})?$/.test(given)) {
    throw new BureauError("answer_invalid")
  }
  return given
}

function currencyOf(json: unknown, { answer, limitCurrency }: BureauOptions): string {
  const named = answer.limitCurrency === undefined ? limitCurrency : at(json, answer.limitCurrency)
  if (typeof named !== "string" || !/^[a-z]{3}$/i.test(named)) {
    throw new BureauError("answer_invalid")
  }
  return named.toLowerCase()
}

function readReasons(
  json: unknown,
  { list, code, text: place }: NonNullable<BureauOptions["answer"]["reasons"]>,
): Reason[] {
  const found = at(json, list) ?? []
  if (!Array.isArray(found)) {
    throw new BureauError("answer_invalid")
  }
  return found.slice(0, MAX_REASONS).map((reason: unknown) => {
    const named = text(at(reason, code), 100)
    const said = place === undefined ? null : at(reason, place)
    return { code: named, factor: "bureau", points: 0, text: said === null ? named : text(said, 500) }
  })
}

function text(value: unknown, max: number): string {
  const given = typeof value === "number" ? String(value) : value
  if (typeof given !== "string" || given.length === 0 || given.length > max) {
    throw new BureauError("answer_invalid")
  }
  return given
}
