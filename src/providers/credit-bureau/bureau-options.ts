import { z } from "@medusajs/framework/zod"
import { SUBJECT_FIELDS } from "../../modules/credit_check/types"

/** Where a value stands in the bureau's answer: names and positions, joined by dots. Example: `result.scores.0.value`. */
const place = z.string().regex(/^[^.]+(\.[^.]+)*$/, "must be names joined by dots, for example result.score")

const rating = z.enum(["excellent", "good", "fair", "poor", "very_poor"])

const answer = z
  .strictObject({
    score: place,
    rating: place.optional(),
    /** The bureau's grades as ratings: `{ A: "excellent", B: "good" }`. */
    ratings: z.record(z.string(), rating).default({}),
    limit: place.optional(),
    /** Where the answer names the currency of the limit. */
    limitCurrency: place.optional(),
    reference: place.optional(),
    reasons: z.strictObject({ list: place, code: place, text: place.optional() }).optional(),
  })
  .refine((paths) => !paths.rating || Object.keys(paths.ratings).length > 0, "answer.rating also needs ratings")

/** Options of the provider `http` (contract R26; docs/credit-checks.md). */
export const bureauOptionsSchema = z
  .strictObject({
    /** With `{tax_id}` and other facts in its path or query. Example: `https://api.bureau.example/v1/firms/{tax_id}`. */
    url: z.string().min(1),
    method: z.enum(["GET", "POST"]).default("GET"),
    /** Names of hosts that a request may go to, without a port. Example: `["api.bureau.example"]`. */
    allowedHosts: z.array(z.string().min(1).toLowerCase()).min(1),
    /** Allows `http://` to this machine, for development and tests. */
    allowLoopback: z.boolean().default(false),
    /** Headers with credentials. They are never logged or stored. */
    headers: z.record(z.string(), z.string()).default({}),
    /** The JSON body of a POST: the bureau's names for the facts. Example: `{ vat: "tax_id" }`. */
    body: z.record(z.string(), z.enum(SUBJECT_FIELDS)).default({}),
    /** Header for the check's id. With it a POST may be repeated; without it only a GET is. */
    idempotencyHeader: z.string().min(1).optional(),
    /** For all attempts together, in milliseconds; 50 to 60,000. */
    timeoutMs: z.number().int().min(50).max(60_000).default(8_000),
    /** Attempts after the first; 0 to 5. */
    retries: z.number().int().min(0).max(5).default(2),
    /** Largest answer in bytes, decompressed; 1 KB to 5 MB. */
    maxBytes: z.number().int().min(1_024).max(5_242_880).default(262_144),
    answer,
    /** The bureau's worst and best score. They are mapped to 300 and 850. */
    scoreRange: z.tuple([z.number().int(), z.number().int()]).default([300, 850]),
    /** Currency of the bureau's limits, where its answer does not say. */
    limitCurrency: z
      .string()
      .regex(/^[a-z]{3}$/, "must be a currency code in lower case, for example usd")
      .optional(),
    /** Name of the bureau's model. */
    modelVersion: z.string().min(1).max(100).default("http"),
  })
  .refine(({ scoreRange: [worst, best] }) => worst !== best, "scoreRange: worst and best must differ")
  .refine(
    ({ answer: { limit, limitCurrency }, ...fixed }) => !limit || limitCurrency || fixed.limitCurrency,
    "answer.limit also needs limitCurrency, the currency of the limit",
  )

export type BureauOptions = z.infer<typeof bureauOptionsSchema>
