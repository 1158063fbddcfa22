import { createHash } from "node:crypto"
import { z } from "@medusajs/framework/zod"

/** Smallest and largest score (contract R25). */
export const MIN_SCORE = 300
export const MAX_SCORE = 850

const SPAN = MAX_SCORE - MIN_SCORE

/** From best to worst (contract R25). */
export const RATINGS = ["excellent", "good", "fair", "poor", "very_poor"] as const
export type Rating = (typeof RATINGS)[number]

const weight = (points: number) => z.number().int().min(0).max(SPAN).default(points)
const score = (value: number) => z.number().int().min(MIN_SCORE).max(MAX_SCORE).default(value)
const months = (value: number) => z.number().int().min(0).max(24).default(value)

const falls = (values: readonly number[], strictly: boolean) =>
  values.every((value, index) => {
    const before = values[index - 1]
    return before === undefined || (strictly ? value < before : value <= before)
  })

/** Maximum points of each factor. Together they span the scale. */
const weights = z
  .strictObject({
    promptness: weight(220),
    overdue: weight(120),
    utilisation: weight(80),
    tenure: weight(50),
    volume: weight(40),
    reversals: weight(40),
  })
  .refine((all) => Object.values(all).reduce((sum, one) => sum + one, 0) === SPAN, `must add up to ${SPAN}`)

/** The smallest score of each rating but the last. */
const bands = z
  .strictObject({ excellent: score(750), good: score(670), fair: score(580), poor: score(450) })
  .refine(
    ({ excellent, good, fair, poor }) => falls([excellent, good, fair, poor], true),
    "must fall from band to band",
  )

/** Maximum score under a condition. */
const caps = z.strictObject({ thin_file: score(669), overdue_60: score(669), overdue_90: score(579) })

/** A file below either of these numbers is thin. */
const thinFile = z.strictObject({
  parts: z.number().int().min(1).max(100).default(3),
  days: z.number().int().min(0).max(3650).default(90),
})

const limit = z.strictObject({
  /** How many months of purchases the recommended limit covers, by rating. */
  months: z
    .strictObject({ excellent: months(3), good: months(2), fair: months(1), poor: months(1), very_poor: months(0) })
    .refine(
      (all) =>
        falls(
          RATINGS.map((rating) => all[rating]),
          false,
        ),
      "must not rise from rating to rating",
    )
    .prefault({}),
  /** Maximum multiple of the current limit. */
  growth: z.number().int().min(1).max(10).default(2),
  /** Maximum in each currency, by its code in lower case: `{ usd: "50000" }`. */
  maximum: z.record(z.string().regex(/^[a-z]{3}$/), z.string().regex(/^\d{1,12}(\.\d{1,3})?$/)).default({}),
})

/** Options of the model `internal` (contract R26), with the defaults that docs/credit-score.md describes. */
export const modelOptionsSchema = z.strictObject({
  weights: weights.prefault({}),
  bands: bands.prefault({}),
  caps: caps.prefault({}),
  thinFile: thinFile.prefault({}),
  limit: limit.prefault({}),
})

export type ModelOptions = z.infer<typeof modelOptionsSchema>

export const defaultModelOptions: ModelOptions = modelOptionsSchema.parse({})

/** The version of the rules in this folder. A change of a rule or of a default is a new one. */
const RULES = "internal-1"

/** The version of a model: the rules, and a fingerprint of options that are not the defaults. */
export function modelVersion(options: ModelOptions): string {
  const text = JSON.stringify(options)
  if (text === JSON.stringify(defaultModelOptions)) {
    return RULES
  }
  return `${RULES}+${createHash("sha256").update(text).digest("hex").slice(0, 8)}`
}
