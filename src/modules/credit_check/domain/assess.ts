import { factorReasons, isSeriouslyOverdue, type Reason } from "./factors"
import { MAX_SCORE, MIN_SCORE, type ModelOptions, RATINGS, type Rating } from "./model-options"
import { recommendLimit } from "./recommend-limit"
import type { CreditSnapshot } from "./snapshot"

export type Risk = "low" | "medium" | "high"
export type Confidence = "low" | "medium" | "high"

/** The assessment of a customer by a model or a bureau (contract R25). */
export type Assessment = {
  status: "ok" | "insufficient_data" | "not_found"
  /** A whole number from 300 to 850; `null` unless `status` is `ok`, as are rating, risk and limit. */
  credit_score: number | null
  credit_rating: Rating | null
  risk_assessment: Risk | null
  /** A decimal string in the currency of the account; `null` also where a bureau names none. */
  recommended_credit_limit: string | null
  confidence: Confidence | null
  reasons: Reason[]
}

/** The rating of a score. @param score a whole number from 300 to 850 */
export function ratingOf(score: number, bands: ModelOptions["bands"]): Rating {
  return RATINGS.find((rating) => rating !== "very_poor" && score >= bands[rating]) ?? "very_poor"
}

/** The risk that a rating stands for. */
export function riskOf(rating: Rating): Risk {
  return rating === "excellent" || rating === "good" ? "low" : rating === "fair" ? "medium" : "high"
}

/**
 * The model `internal`: a score of an account's own ledger (contract R25, R26; docs/credit-score.md). Pure and exact: the same
 * snapshot and options give the same bytes anywhere. Later payments, more of the limit in use or more overdue never raise the
 * score (contract M61).
 *
 * @returns `insufficient_data` if nothing was ever paid and nothing is overdue. Otherwise the points of all reasons add up
 *   to the score minus 300.
 */
export function assess(snapshot: CreditSnapshot, options: ModelOptions): Assessment {
  const parts = snapshot.paid.reduce((count, row) => count + row.parts, 0)
  if (parts === 0 && snapshot.overdue.length === 0) {
    return INSUFFICIENT
  }
  const isThin = parts < options.thinFile.parts || (snapshot.tenure_days ?? 0) < options.thinFile.days
  const factors = factorReasons(snapshot, options)
  const earned = MIN_SCORE + factors.reduce((total, { points }) => total + points, 0)
  const { score, reasons } = capped(earned, capsOf(snapshot, isThin, options))
  const rating = ratingOf(score, options.bands)
  return {
    status: "ok",
    credit_score: score,
    credit_rating: rating,
    risk_assessment: riskOf(rating),
    recommended_credit_limit: recommendLimit(snapshot, rating, isThin, options),
    confidence: isThin ? "low" : parts >= 12 && (snapshot.tenure_days ?? 0) >= 365 ? "high" : "medium",
    reasons: [...factors, ...reasons],
  }
}

const INSUFFICIENT: Assessment = {
  status: "insufficient_data",
  credit_score: null,
  credit_rating: null,
  risk_assessment: null,
  recommended_credit_limit: null,
  confidence: "low",
  reasons: [
    {
      code: "no_payment_history",
      factor: "history",
      points: 0,
      text: "The customer has not paid an invoice on account yet, so there is no history to assess.",
    },
  ],
}

type Cap = { code: string; most: number; text: string }

function capsOf(snapshot: CreditSnapshot, isThin: boolean, { caps, thinFile }: ModelOptions): Cap[] {
  const found: Cap[] = []
  if (isSeriouslyOverdue(snapshot, 60)) {
    const text = `Items are more than 60 days overdue. The score is at most ${caps.overdue_60}.`
    found.push({ code: "overdue_60_days", most: caps.overdue_60, text })
  }
  if (isSeriouslyOverdue(snapshot, 90)) {
    const text = `Items are more than 90 days overdue. The score is at most ${caps.overdue_90}.`
    found.push({ code: "overdue_90_days", most: caps.overdue_90, text })
  }
  if (isThin) {
    const text = `Fewer than ${thinFile.parts} payments or ${thinFile.days} days are known. The score is at most ${caps.thin_file}.`
    found.push({ code: "thin_file", most: caps.thin_file, text })
  }
  return found
}

/** Applies the caps one after another as negative points, so that the points still add up. */
function capped(earned: number, caps: readonly Cap[]): { score: number; reasons: Reason[] } {
  let score = Math.min(earned, MAX_SCORE)
  const reasons = caps.map(({ code, most, text }) => {
    const points = Math.min(most - score, 0)
    score += points
    return { code, factor: "cap", points, text }
  })
  return { score, reasons }
}
